using System.Buffers;
using GatewayPipeline.Compiler.Model.Checks;

namespace GatewayPipeline.Compiler.Model.Ownership;

/// <summary>The forms of what can be granted.</summary>
internal static class HostPattern
{
    private static readonly SearchValues<char> Impossible = SearchValues.Create("?#%*\\ ");

    /// <summary>Why it is neither a host nor <c>*.suffix</c> nor <c>*</c>; null: it is one.</summary>
    public static string? Problem(string host) => OwnedHost.Normalise(host) switch
    {
        "*" => null,
        null => "it is no host",
        var name when DomainName.IsAddress(name) => null,
        ['*', '.', .. var suffix] => DomainName.Problem(suffix),
        var name => DomainName.Problem(name),
    };

    /// <summary>Why it is no path that requests can be told apart by; null: it is one.</summary>
    public static string? PathProblem(string path) => path switch
    {
        not ['/', ..] => "a path begins with '/'",
        _ when path.Length > 1 && path.TrimEnd('/').Split('/')[1..].Any(segment => segment is "" or "." or "..") =>
            "a path has no empty segments, and neither '.' nor '..'",
        _ when path.AsSpan().ContainsAny(Impossible) => "a path is written without '?', '#', '%', '*', '\\' and blanks",
        _ => null,
    };
}

using System.Diagnostics.CodeAnalysis;

namespace GatewayPipeline.Delivery.Sources.Git.Remotes;

/// <summary>The address of a repository on a web server, parted from the secret that may have been written into it.</summary>
internal sealed record RemoteAddress
{
    private RemoteAddress(Uri repository, string user, string password) =>
        (Repository, User, Password) = (repository, user, password);

    /// <summary>Where requests go: no user, no password.</summary>
    public Uri Repository { get; }

    public string User { get; }

    public string Password { get; }

    /// <summary>For people and records.</summary>
    public string Name => NameOf(Repository);

    /// <summary>The host, with its port where that is not the usual one.</summary>
    public string Host => Repository.Authority;

    /// <param name="reason">Why it is none; it repeats nothing of the text, which can hold a secret.</param>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out RemoteAddress? address, out string reason)
    {
        address = Part(text);
        reason = address?.Repository switch
        {
            null => "it is no address",
            { Query.Length: > 0 } or { Fragment.Length: > 0 } => "nothing can follow the path of a repository",
            { AbsolutePath: "/" } => "it names a server and no repository on it",
            _ => "",
        };
        address = reason is "" ? address : null;

        return address is not null;
    }

    /// <summary>A line of a file of credentials: an address that may end with the host. Null if it is none.</summary>
    public static RemoteAddress? ParseEntry(string line) => Part(line) is { Password.Length: > 0 } entry ? entry : null;

    private static RemoteAddress? Part(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
        {
            return null;
        }

        var parts = uri.UserInfo.Split(':', 2);

        return new(
            new UriBuilder(uri) { UserName = "", Password = "" }.Uri,
            Uri.UnescapeDataString(parts[0]),
            parts is [_, var password] ? Uri.UnescapeDataString(password) : "");
    }

    /// <summary>An address without what can be a secret in it.</summary>
    public static string NameOf(Uri address) => $"{address.Scheme}://{address.Authority}{address.AbsolutePath}";
}

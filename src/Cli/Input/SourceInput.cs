using System.Diagnostics;
using GatewayPipeline.Delivery.Sources;

namespace GatewayPipeline.Cli.Input;

/// <summary>The source that <c>--from</c> and its companions name.</summary>
internal static class SourceInput
{
    private const string StandardInputName = "stdin";

    /// <exception cref="WrongUsageException">It is written wrongly.</exception>
    public static IManifestSource Open(string option, string from, string? reference, string? path, Terminal terminal)
    {
        if (from == ManifestInput.StandardInput)
        {
            return reference is null && path is null
                ? new BytesSource(StandardInputName, ReadAll(terminal))
                : throw new WrongUsageException($"{option} -: standard input has no --ref and no --path");
        }

        return SourceAddress.Open(from, reference, path, Environment.GetEnvironmentVariable) switch
        {
            SourceOpening.Opened opened => opened.Source,
            SourceOpening.Refused refused => throw new WrongUsageException($"{option}: {refused.Reason}"),
            _ => throw new UnreachableException(),
        };
    }

    private static byte[] ReadAll(Terminal terminal)
    {
        using var bytes = new MemoryStream();
        using var input = terminal.OpenInput();
        input.CopyTo(bytes);

        return bytes.ToArray();
    }
}

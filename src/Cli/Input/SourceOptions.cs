using System.CommandLine;
using System.Diagnostics;
using GatewayPipeline.Delivery.Publishing;
using GatewayPipeline.Delivery.Sources;

namespace GatewayPipeline.Cli.Input;

/// <summary>Where the manifests are that a command publishes or signs, declared once for all that do.</summary>
/// <param name="referenceDescription">What <c>--ref</c> is for there.</param>
internal sealed class SourceOptions(string fromDescription, string referenceDescription)
{
    private const string FromName = "--from";
    private const string StandardInputName = "stdin";

    private readonly Option<string> from =
        new(FromName) { HelpName = "DIR|REPO", Description = fromDescription, Required = true };

    private readonly Option<string> reference = new("--ref") { HelpName = "REF", Description = referenceDescription };

    private readonly Option<string> path = new("--path")
    {
        HelpName = "SUB",
        Description = "The folder within the repository that holds the manifests",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(from);
        command.Options.Add(reference);
        command.Options.Add(path);
    }

    /// <param name="platform">The platform's own source; null: it has none.</param>
    /// <exception cref="WrongUsageException">A source is written wrongly.</exception>
    public PublishSources Open(ParseResult parsed, string? platform, Terminal terminal) => new(
        Open(FromName, parsed.GetRequiredValue(from), parsed.GetValue(reference), parsed.GetValue(path), terminal),
        platform is null ? null : Open("--platform", platform, reference: null, path: null, terminal));

    private static IManifestSource Open(
        string option, string from, string? reference, string? path, Terminal terminal)
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

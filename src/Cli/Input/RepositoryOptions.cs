using System.CommandLine;
using System.Diagnostics;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Compiler.Text;
using GatewayPipeline.Delivery.Sources;

namespace GatewayPipeline.Cli.Input;

/// <summary>Manifests with what release records say of where they came from.</summary>
internal sealed record SourcedTree(ManifestTree Tree, ReleaseSource Source);

/// <summary>What of a git repository is meant, where a command takes one in place of a folder.</summary>
internal sealed class RepositoryOptions
{
    private readonly Option<string> reference = new("--ref")
    {
        HelpName = "REF",
        Description = "Read this branch, tag or commit of the repository, and not what lies in the folder",
    };

    private readonly Option<string> path = new("--path")
    {
        HelpName = "SUB",
        Description = "The folder within the repository that holds the manifests",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(reference);
        command.Options.Add(path);
    }

    /// <summary>One tree of all inputs; of a repository its paths begin at the repository's top.</summary>
    /// <exception cref="WrongUsageException">It is written wrongly.</exception>
    /// <exception cref="BrokenWorldException">What was named is not there.</exception>
    public async Task<SourcedTree> ReadAsync(
        ParseResult parsed, IReadOnlyList<string> inputs, Terminal terminal, CancellationToken cancellation)
    {
        var (wanted, part) = (parsed.GetValue(reference), parsed.GetValue(path));
        if (wanted is null && part is null && !inputs.Any(SourceAddress.IsRepository))
        {
            return new(ManifestInput.Read(inputs, terminal), new(string.Join(", ", inputs)));
        }

        if (inputs is not [var only] || only == ManifestInput.StandardInput)
        {
            throw new WrongUsageException("a repository, its --ref and its --path are read alone: name that one and no other");
        }

        return SourceAddress.Open(only, wanted, part, Environment.GetEnvironmentVariable) switch
        {
            SourceOpening.Opened opened => await ReadAsync(opened.Source, cancellation),
            SourceOpening.Refused refused => throw new WrongUsageException(refused.Reason),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>The manifests that a source holds now.</summary>
    /// <exception cref="BrokenWorldException">They are not there.</exception>
    public static async Task<SourcedTree> ReadAsync(IManifestSource source, CancellationToken cancellation)
    {
        var revision = await source.ResolveAsync(cancellation) switch
        {
            SourceResolution.Resolved resolved => resolved.Revision,
            SourceResolution.Missing missing => throw new BrokenWorldException(missing.Reason),
            SourceResolution.Refused refused => throw new BrokenWorldException(refused.Reason),
            _ => throw new UnreachableException(),
        };

        return await source.ReadAsync(revision, cancellation) switch
        {
            SourceReading.Read read => new(read.Tree, revision.ToReleaseSource(read.TreeDigest)),
            SourceReading.Missing missing => throw new BrokenWorldException(missing.Reason),
            SourceReading.Refused refused => throw new BrokenWorldException(refused.Reason),
            _ => throw new UnreachableException(),
        };
    }
}

using System.CommandLine;
using System.Diagnostics;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Cli.Commands;
using GatewayPipeline.Cli.Stores;
using GatewayPipeline.Compiler;
using GatewayPipeline.Compiler.Differences;
using GatewayPipeline.Compiler.Text;
using GatewayPipeline.Delivery.Sources;

namespace GatewayPipeline.Cli.Input;

/// <summary>One of two sides to compare, as far as it came.</summary>
/// <param name="Side">Null: it has errors.</param>
/// <param name="Compilation">Null: it was compiled before.</param>
/// <param name="Tree">What findings of the compilation speak of.</param>
internal sealed record FoundSide(DiffSide? Side, Compilation? Compilation, ManifestTree Tree);

/// <summary>Reads what <c>gwp diff</c> compares: folders, commits of repositories, bundles, what is live in a store.</summary>
internal sealed class DiffInput(Terminal terminal)
{
    private readonly CompileOptions options = new();

    private readonly Option<string> path = new("--path")
    {
        HelpName = "SUB",
        Description = "The folder within each side that holds the manifests",
    };

    private readonly Option<string> store = new("--store")
    {
        HelpName = "STORE",
        Description = "Compare with what is live in this store, in place of BASE",
    };

    private readonly Option<string> channel = new("--channel")
    {
        HelpName = "NAME",
        Description = "The channel of --store",
    };

    public void AddTo(Command command)
    {
        ChannelName.RequireIn(channel);
        command.Options.Add(path);
        command.Options.Add(store);
        command.Options.Add(channel);
        options.AddTo(command);
    }

    /// <summary>A store is named, which stands in for the base.</summary>
    public bool HasStore(ParseResult parsed) => parsed.GetValue(store) is not null;

    /// <exception cref="WrongUsageException">It is written wrongly, or does not say which Fleet is meant.</exception>
    /// <exception cref="BrokenWorldException">What was named is not there.</exception>
    public async Task<FoundSide> ReadAsync(ParseResult parsed, string side, bool isHead, CancellationToken cancellation)
    {
        if (File.Exists(side) && BundleFile.IsBundle(side))
        {
            return Open(side, await File.ReadAllBytesAsync(side, cancellation), reference: null);
        }

        var tree = await ReadTreeAsync(side, parsed.GetValue(path), cancellation);
        var compiler = isHead ? options.ReadForOne(parsed, tree) : options.Read(parsed);
        var compilation = GatewayCompiler.Compile(tree, compiler);

        return new(DiffSide.Of(compilation), compilation, compiler.SourcesWith(tree));
    }

    /// <summary>The stable release of the store's channel, as the store's own roots stand behind it.</summary>
    public async Task<FoundSide> ReadLiveAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var address = parsed.GetRequiredValue(store);
        var name = parsed.GetValue(channel) ?? throw new WrongUsageException("--store: say which --channel of it");
        var reader = ReadableStore.Open(address).Reader;
        var state = (await new ChannelSurvey(reader, terminal.Time).ReadAsync([name], cancellation))[0];
        if (state.Head is not { } head)
        {
            throw new BrokenWorldException($"nothing can be told of what is live in channel '{name}' of {address}: {state.Reason}");
        }

        var bundle = await reader.GetAsync(StoreLayout.Blob(head.Bundle.Blob), unlessETag: null, Limits.BundleBytes, cancellation);

        return bundle is StoreRead.Found { Content: var bytes }
            ? Open($"the live bundle of channel '{name}'", bytes, head.Bundle)
            : throw new BrokenWorldException($"the live bundle of channel '{name}' is missing");
    }

    private static FoundSide Open(string name, ReadOnlyMemory<byte> bytes, BundleReference? reference) =>
        (reference is null ? BundleReader.Open(bytes) : BundleReader.Open(bytes, reference)) switch
        {
            BundleOpening.Opened opened => new(DiffSide.Of(opened.Bundle.Snapshot), null, ManifestTree.Of([])),
            BundleOpening.Refused refused => throw new BrokenWorldException($"{name} cannot be opened: {refused.Reason}"),
            _ => throw new UnreachableException(),
        };

    private async Task<ManifestTree> ReadTreeAsync(string side, string? part, CancellationToken cancellation)
    {
        var (source, reference) = RevisionName.Split(side);
        if (reference is null && !SourceAddress.IsRepository(source))
        {
            return ManifestInput.Read([part is null || source is ManifestInput.StandardInput ? source : Path.Combine(source, part)], terminal);
        }

        return SourceAddress.Open(source, reference, part, Environment.GetEnvironmentVariable) switch
        {
            SourceOpening.Opened opened => (await RepositoryOptions.ReadAsync(opened.Source, cancellation)).Tree,
            SourceOpening.Refused refused => throw new WrongUsageException(refused.Reason),
            _ => throw new UnreachableException(),
        };
    }
}

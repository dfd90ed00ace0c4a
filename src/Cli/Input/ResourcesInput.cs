using System.CommandLine;
using GatewayPipeline.Bundles;
using GatewayPipeline.Cli.Agents;
using GatewayPipeline.Cli.Commands;
using GatewayPipeline.Cli.Output;
using GatewayPipeline.Compiler;

namespace GatewayPipeline.Cli.Input;

/// <summary>
/// Envoy resources to look into: compiled from a folder, read from a bundle, or asked of a running agent.
/// </summary>
internal sealed class ResourcesInput
{
    private readonly CompileOptions options = new();
    private readonly RepositoryOptions repository = new();

    private readonly Argument<string> source = ManifestInput.WithoutOptions(new Argument<string>("DIR|REPO|BUNDLE")
    {
        Description = "A folder of manifests, a git repository, a bundle file, or '-' for standard input",
        Arity = ArgumentArity.ZeroOrOne,
        DefaultValueFactory = _ => ".",
    });

    private readonly Option<string> gateway = new("--gateway")
    {
        Description = "Ask the agent with this status socket what it has activated",
        HelpName = "SOCKET",
    };

    public void AddTo(Command command)
    {
        command.Arguments.Add(source);
        command.Options.Add(gateway);
    }

    public void AddCompileOptionsTo(Command command)
    {
        repository.AddTo(command);
        options.AddTo(command);
    }

    /// <summary>Null: the folder did not compile, and its findings have been printed.</summary>
    public async Task<FoundResources?> ReadAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        var hasSource = parsed.GetResult(source) is { Implicit: false };
        if (parsed.GetValue(gateway) is { } socket)
        {
            return hasSource
                ? throw new WrongUsageException("give either a folder or bundle, or --gateway, not both")
                : await AskAsync(socket, cancellation);
        }

        var path = parsed.GetValue(source) ?? ".";

        return path != ManifestInput.StandardInput && File.Exists(path) && BundleFile.IsBundle(path)
            ? Open(path, await File.ReadAllBytesAsync(path, cancellation))
            : await CompileAsync(path, parsed, terminal, cancellation);
    }

    private async Task<FoundResources?> CompileAsync(
        string path, ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        var (tree, _) = await repository.ReadAsync(parsed, [path], terminal, cancellation);
        var compiler = options.ReadForOne(parsed, tree);
        var compilation = GatewayCompiler.Compile(tree, compiler);
        if (compilation.Succeeded)
        {
            return FoundResources.Of(compilation.Snapshot);
        }

        var report = new FindingsReport(terminal, compiler.SourcesWith(tree));
        report.WriteText(compilation, terminal.Error);
        FindingsReport.WriteSummary(compilation, terminal.Error);

        return null;
    }

    private static async Task<FoundResources?> AskAsync(string socket, CancellationToken cancellation)
    {
        using var agent = new AgentClient(socket);

        return await agent.BundleAsync(cancellation) is { } bytes
            ? Open($"the bundle of the agent at {socket}", bytes)
            : throw new BrokenWorldException($"the agent at {socket} has activated nothing yet");
    }

    private static FoundResources Open(string name, byte[] bytes) => BundleReader.Open(bytes) switch
    {
        BundleOpening.Opened opened => FoundResources.Of(opened.Bundle.Snapshot),
        BundleOpening.Refused refused => throw new BrokenWorldException($"{name} cannot be opened: {refused.Reason}"),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>A snapshot as typed resources, with its bootstrap.</summary>
internal sealed record FoundResources(EnvoyResources Resources, ReadOnlyMemory<byte> Bootstrap)
{
    public static FoundResources Of(XdsSnapshot snapshot) =>
        new(EnvoyResources.Parse(snapshot.Resources), snapshot.Bootstrap);
}

using System.CommandLine;
using System.CommandLine.Parsing;
using GatewayPipeline.Cli.Up.Pipeline;

namespace GatewayPipeline.Cli.Commands;

/// <summary>The options of <c>gwp up</c> that put a whole pipeline in the place of a folder.</summary>
internal sealed class PipelineUpOptions
{
    // What compiles is the functions app, with what the repository says and nothing else.
    private static readonly string[] ForFolders =
        ["--bind", "--map-port", "--profile", "--fleet", "--mesh", "--certificates", "--platform"];

    private readonly Option<string> functions = new("--functions")
    {
        Description = "Serve what is pushed to this bare repository, by the pipeline as it runs in Azure",
        HelpName = "REPO",
    };

    private readonly Option<string> reference = new("--ref")
    {
        Description = "With --functions: the branch that is published (default: the repository's HEAD)",
        HelpName = "REF",
    };

    private readonly Option<string> path = new("--path")
    {
        Description = "With --functions: the folder of the manifests in the repository",
        HelpName = "DIR",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(functions);
        command.Options.Add(reference);
        command.Options.Add(path);
    }

    /// <summary>Null: a folder is meant.</summary>
    /// <exception cref="WrongUsageException">Options are there that do not go together.</exception>
    public PipelineOptions? Read(ParseResult parsed, string? state, bool forcePreview)
    {
        if (parsed.GetValue(functions) is not { } repository)
        {
            return parsed.GetValue(reference) is null && parsed.GetValue(path) is null
                ? null
                : throw new WrongUsageException("--ref and --path go with --functions");
        }

        var others = parsed.CommandResult.Children.OfType<OptionResult>()
            .Where(result => !result.Implicit && ForFolders.Contains(result.Option.Name))
            .Select(result => result.Option.Name);
        if (others.FirstOrDefault() is { } other)
        {
            throw new WrongUsageException($"{other} goes with a folder, not with --functions");
        }

        if (parsed.CommandResult.Children.OfType<ArgumentResult>().Any(each => !each.Implicit))
        {
            throw new WrongUsageException("give either a folder or --functions, not both");
        }

        var local = new LocalRepository(repository);
        local.Require();

        return new()
        {
            Repository = local.FullPath,
            Ref = parsed.GetValue(reference) is { } written ? InFull(written) : local.DefaultRef(),
            Path = parsed.GetValue(path),
            State = state ?? System.IO.Path.Combine(local.FullPath, ".gwp"),
            ForcePreview = forcePreview,
        };
    }

    private static string InFull(string reference) =>
        reference.StartsWith("refs/", StringComparison.Ordinal) ? reference : $"refs/heads/{reference}";
}

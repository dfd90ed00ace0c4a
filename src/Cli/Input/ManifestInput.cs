using System.Collections.Immutable;
using System.CommandLine;
using GatewayPipeline.Compiler.Text;
using GatewayPipeline.Delivery.Sources;

namespace GatewayPipeline.Cli.Input;

/// <summary>The manifests that a command is pointed at: folders, files, standard input.</summary>
internal static class ManifestInput
{
    public const string StandardInput = "-";
    private const string StandardInputName = "stdin";

    public static Argument<string> Argument(string description) => WithoutOptions(new Argument<string>("DIR")
    {
        Description = description,
        DefaultValueFactory = _ => ".",
    });

    public static Argument<string[]> ManyArgument(string description) => WithoutOptions(new Argument<string[]>("DIR")
    {
        Description = description,
        Arity = ArgumentArity.ZeroOrMore,
        DefaultValueFactory = _ => ["."],
    });

    /// <summary>What begins like an option is a mistyped option, not the name of a folder.</summary>
    public static T WithoutOptions<T>(T argument)
        where T : Argument
    {
        argument.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value is ['-', _, ..]))
            {
                result.AddError(
                    $"There is no option '{token.Value}' (a folder of that name is written ./{token.Value}).");
            }
        });

        return argument;
    }

    /// <summary>One tree of all inputs. Its paths are such as can be opened from where the command runs.</summary>
    /// <exception cref="BrokenWorldException">An input does not exist.</exception>
    public static ManifestTree Read(IReadOnlyCollection<string> inputs, Terminal terminal)
    {
        try
        {
            return ManifestTree.Of(
                inputs.SelectMany(input => input == StandardInput ? ReadStandardInput(terminal) : FilesOf(input))
                .DistinctBy(file => file.Path, StringComparer.Ordinal),
                string.Join(", ", inputs));
        }
        catch (SourceMissingException e)
        {
            throw new BrokenWorldException(e.Message, e);
        }
    }

    /// <summary>One folder as a tree of its own, under paths that can be opened from where the command runs.</summary>
    public static ManifestTree ReadFolder(string path) => ManifestTree.Of(FilesOf(path), path);

    private static IEnumerable<Manifest> FilesOf(string path)
    {
        var prefix = !Directory.Exists(path) ? Path.GetDirectoryName(path) ?? "" : path is "." or "./" ? "" : path;

        var tree = FolderSource.Read(path, CancellationToken.None);

        return tree.Files.Concat(tree.SuppressionFiles)
            .Select(file => file with { Path = Path.Combine(prefix, file.Path) });
    }

    private static ImmutableArray<Manifest> ReadStandardInput(Terminal terminal)
    {
        using var bytes = new MemoryStream();
        using var input = terminal.OpenInput();
        input.CopyTo(bytes);

        return FolderSource.FromBytes(StandardInputName, bytes.ToArray()).Files;
    }
}

using System.CommandLine;
using System.Diagnostics;
using GatewayPipeline.Cli.Certificates;
using GatewayPipeline.Cli.Input;
using GatewayPipeline.Compiler;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Cli.Commands;

/// <summary>The options of every command that compiles, declared once.</summary>
internal sealed class CompileOptions
{
    private const string Edge = "edge";
    private const string Istio = "istio";

    private readonly Option<string> profile = new("--profile")
    {
        Description = "edge: Istio's routes on a hardened connection, and what would silently break is an error. "
            + "istio: Istio's outcome and nothing else. (default: what the Fleet says, or edge)",
        HelpName = "edge|istio",
    };

    private readonly Option<string> fleet = new("--fleet")
    {
        Description = "The Fleet to compile for, where the folder has several",
        HelpName = "NAME",
    };

    private readonly Option<string> platform = new("--platform")
    {
        Description = "The platform's own folder: its Fleets and HostOwnerships count, and those of DIR are refused",
        HelpName = "DIR",
    };

    private readonly Option<string> mesh = new("--mesh")
    {
        Description = "A file with a fragment of MeshConfig in YAML; its fields win over the Fleet's",
        HelpName = "FILE",
    };

    private readonly Option<string> certificates = new("--certificates")
    {
        Description = "Where certificate folders lie on the gateway; check looks at what lies in it here "
            + $"(default: what the Fleet says, or {CompilerOptions.DefaultCertificateDirectory})",
        HelpName = "DIR",
    };

    public void AddTo(Command command)
    {
        profile.AcceptOnlyFromAmong(Edge, Istio);
        command.Options.Add(profile);
        command.Options.Add(fleet);
        command.Options.Add(platform);
        command.Options.Add(mesh);
        command.Options.Add(certificates);
    }

    /// <exception cref="BrokenWorldException">A file or a folder that is named cannot be read.</exception>
    public CompilerOptions Read(ParseResult parsed) => ReadOwn(parsed) with
    {
        Platform = PlatformOf(parsed) is { } folder ? ReadPlatform(folder) : null,
    };

    /// <summary>Where the platform's own source is; null: it has none.</summary>
    public string? PlatformOf(ParseResult parsed) => parsed.GetValue(platform);

    /// <summary>All but the platform's source, for a command that reads it anew each time.</summary>
    /// <exception cref="BrokenWorldException">The file of <c>--mesh</c> cannot be read.</exception>
    public CompilerOptions ReadOwn(ParseResult parsed) => new()
    {
        Fleet = parsed.GetValue(fleet),
        Profile = parsed.GetValue(profile) switch
        {
            Edge => Profile.Edge,
            Istio => Profile.Istio,
            _ => null,
        },
        Mesh = parsed.GetValue(mesh) is { } path ? ReadMesh(path) : null,
        CertificateDirectory = parsed.GetValue(certificates),
    };

    /// <summary>The same for a command that compiles for one Fleet of the tree.</summary>
    /// <exception cref="WrongUsageException">The tree does not have the Fleet, or has several and none is named.</exception>
    /// <exception cref="BrokenWorldException">A file or a folder that is named cannot be read.</exception>
    public CompilerOptions ReadForOne(ParseResult parsed, ManifestTree tree)
    {
        var options = Read(parsed);
        RequireFleet(options, tree);

        return options;
    }

    /// <summary>The Fleet that is compiled for, asked before any work is done.</summary>
    /// <exception cref="WrongUsageException">The tree does not have the Fleet, or has several and none is named.</exception>
    public static FleetSettings RequireFleet(CompilerOptions options, ManifestTree tree) =>
        FleetChoice.Among(FleetCatalog.Read(tree, options.Platform), options.Fleet) switch
        {
            FleetChoice.Chosen chosen => chosen.Fleet,
            FleetChoice.Unclear unclear => throw new WrongUsageException(unclear.Reason),
            _ => throw new UnreachableException(),
        };

    /// <summary>A look at the certificates of a folder that was named; null: none was.</summary>
    /// <exception cref="BrokenWorldException">There is no such folder.</exception>
    public CertificateInspection? ReadInspection(ParseResult parsed, TimeProvider time)
    {
        if (parsed.GetValue(certificates) is not { } folder)
        {
            return null;
        }

        return Directory.Exists(folder)
            ? new CertificateInspector(time).Inspect
            : throw new BrokenWorldException($"--certificates {folder}: there is no such folder");
    }

    private static ManifestTree ReadPlatform(string folder) => Directory.Exists(folder)
        ? ManifestInput.ReadFolder(folder)
        : throw new BrokenWorldException($"--platform {folder}: there is no such folder");

    private static Manifest.Readable ReadMesh(string path)
    {
        try
        {
            return new(path, File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BrokenWorldException($"the file of --mesh cannot be read: {e.Message}", e);
        }
    }
}

using System.CommandLine;
using GatewayPipeline.Cli.Certificates;
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
            + "istio: Istio's outcome and nothing else.",
        HelpName = "edge|istio",
        DefaultValueFactory = _ => Edge,
    };

    private readonly Option<string> fleet = new("--fleet")
    {
        Description = "The Fleet to compile for, where the folder has several",
        HelpName = "NAME",
    };

    private readonly Option<string> mesh = new("--mesh")
    {
        Description = "A file with a fragment of MeshConfig in YAML",
        HelpName = "FILE",
    };

    private readonly Option<string> certificates = new("--certificates")
    {
        Description = "Where certificate folders lie on the gateway; check looks at what lies in it here",
        HelpName = "DIR",
        DefaultValueFactory = _ => new CompilerOptions().CertificateDirectory,
    };

    public void AddTo(Command command)
    {
        profile.AcceptOnlyFromAmong(Edge, Istio);
        command.Options.Add(profile);
        command.Options.Add(fleet);
        command.Options.Add(mesh);
        command.Options.Add(certificates);
    }

    /// <exception cref="WrongUsageException">A Fleet is named, and this version reads none.</exception>
    public CompilerOptions Read(ParseResult parsed)
    {
        if (parsed.GetValue(fleet) is { } name)
        {
            throw new WrongUsageException(
                $"--fleet {name}: there is only the one implied Fleet (istio: ingressgateway) yet; leave --fleet out");
        }

        return new()
        {
            Profile = parsed.GetValue(profile) is Istio ? Profile.Istio : Profile.Edge,
            Mesh = parsed.GetValue(mesh) is { } path ? ReadMesh(path) : null,
            CertificateDirectory = parsed.GetValue(certificates) ?? new CompilerOptions().CertificateDirectory,
        };
    }

    /// <summary>A look at the certificates of a folder that was named; null: none was.</summary>
    /// <exception cref="BrokenWorldException">There is no such folder.</exception>
    public CertificateInspection? ReadInspection(ParseResult parsed, TimeProvider time)
    {
        if (parsed.GetResult(certificates) is not { Implicit: false } || parsed.GetValue(certificates) is not { } folder)
        {
            return null;
        }

        return Directory.Exists(folder)
            ? new CertificateInspector(time).Inspect
            : throw new BrokenWorldException($"--certificates {folder}: there is no such folder");
    }

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

using Envoy.Config.Bootstrap.V3;
using GatewayPipeline.Compiler;
using GatewayPipeline.Delivery.Sources;
using GatewayPipeline.EndToEnd.Tests.Running;

namespace GatewayPipeline.EndToEnd.Tests;

/// <summary>What compiles is what Envoy loads: samples and golden cases, in both forms, oldest and newest.</summary>
public sealed class EnvoyAcceptanceTests : IDisposable
{
    private const string Remarks = "docs/envoy-warnings.md";

    private readonly Workspace workspace = new();
    private readonly CertificateFolder certificates = new();

    [Fact]
    public Task Newest_Envoy_accepts_every_tree() => AcceptAsync(Programs.EnvoyOrSkip());

    [Fact]
    public Task Oldest_Envoy_accepts_every_tree() => AcceptAsync(Programs.OrSkip(
        Programs.OldestEnvoy, "no oldest Envoy here: set ENVOY_OLDEST_PATH to the oldest version that is supported"));

    public void Dispose() => workspace.Dispose();

    private async Task AcceptAsync(string envoy)
    {
        var complaints = new List<string>();
        var known = KnownRemarks();
        var accepted = 0;
        var program = await EnvoyProgram.AskAsync(envoy);
        foreach (var tree in Trees())
        {
            foreach (var form in await CompileAsync(tree, program.Version))
            {
                var (exitCode, output) = await Child.RunAsync(
                    envoy, ["--mode", "validate", "-l", "warning", "-c", form], workspace.Root);
                complaints.AddRange(
                    Complaints(exitCode, output, known).Select(line => $"{tree} as {Path.GetFileName(form)}: {line}"));
                accepted++;
            }
        }

        Assert.True(accepted > 0, "no tree compiled");
        Assert.True(
            complaints is [],
            $"{envoy} complains. Write it otherwise; if there is no other way, {Remarks} must say so.\n"
            + string.Join('\n', complaints));
    }

    private static IEnumerable<string> Trees() =>
        Directory.EnumerateDirectories(Path.Combine(Programs.Repository, "samples"))
            .Concat(Directory.EnumerateDirectories(
                Path.Combine(Programs.Repository, "tests", "corpus"), "manifests", SearchOption.AllDirectories))
            .Order(StringComparer.Ordinal);

    private static IEnumerable<string> Complaints(int exitCode, string output, string[] known) => exitCode is 0
        ? output.Split('\n').Where(line => line.Contains("[warning]", StringComparison.Ordinal))
            .Where(line => !known.Any(remark => line.Contains(remark, StringComparison.Ordinal)))
        : [output];

    /// <summary>The first column of the table in docs.</summary>
    private static string[] KnownRemarks() =>
    [
        .. File.ReadLines(Path.Combine(Programs.Repository, Remarks))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('`')[1]),
    ];

    /// <summary>
    /// The static configuration as JSON and as bytes; nothing for a tree that has errors, or that says itself that it
    /// needs a newer Envoy.
    /// </summary>
    private async Task<string[]> CompileAsync(string tree, Version envoy)
    {
        var compilation = GatewayCompiler.Compile(FolderSource.Read(tree, TestContext.Current.CancellationToken), new());
        if (compilation.Snapshot is not { } snapshot || Version.Parse(snapshot.Requires.MinEnvoy) > envoy)
        {
            return [];
        }

        certificates.Write(workspace.Root, snapshot.Requires.CertificateFiles);
        var json = workspace.At("envoy-config.json");
        var bytes = workspace.At("static.pb");
        await File.WriteAllTextAsync(json, EnvoyJson.Format(Bootstrap.Parser.ParseFrom(snapshot.StaticBootstrap.Span)));
        await File.WriteAllBytesAsync(bytes, snapshot.StaticBootstrap.ToArray());

        return [json, bytes];
    }
}

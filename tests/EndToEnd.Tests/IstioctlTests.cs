using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using GatewayPipeline.EndToEnd.Tests.Running;

namespace GatewayPipeline.EndToEnd.Tests;

/// <summary>Istio's own tool, reading what a running Envoy holds, names our things as `gwp inspect` does.</summary>
public sealed partial class IstioctlTests : IAsyncLifetime
{
    private readonly Workspace workspace = new();
    private readonly int port = Ports.Free(1)[0];
    private string istioctl = "";
    private string dump = "";
    private string status = "";
    private GatewayUp? up;

    public async ValueTask InitializeAsync()
    {
        istioctl = Programs.OrSkip(Programs.Istioctl, "no istioctl here: set ISTIOCTL_PATH, or have istioctl on PATH");
        _ = Programs.EnvoyOrSkip();
        workspace.Copy("samples/coolstore", "tree");
        up = GatewayUp.Start(workspace, "tree", preview: false, "--map-port", $"80={port}");
        await up.WaitUntilServesAsync(port, "apiserver.istioinaction.io");
        var state = new StateOfUp(workspace.At("tree/.gwp"));
        status = state.StatusSocket;
        dump = workspace.At("dump.json");
        await File.WriteAllTextAsync(dump, await AskAsync(state.AdminSocket, "/config_dump?include_eds"));
    }

    public async ValueTask DisposeAsync()
    {
        await (up?.DisposeAsync() ?? ValueTask.CompletedTask);
        workspace.Dispose();
    }

    [Fact]
    public async Task Names_listeners_routes_and_clusters_as_we_do()
    {
        foreach (var kind in (string[])["listeners", "routes", "clusters"])
        {
            var theirs = await PrintAsync(istioctl, "proxy-config", kind, "--file", dump);
            var ours = await PrintAsync(Programs.Gwp, "inspect", kind, "--gateway", status);

            // istioctl also shows what the bootstrap itself holds: the cluster of the agent.
            Assert.All(Rows(ours), row => Assert.Contains(row, Rows(theirs)));
            Assert.NotEmpty(Rows(ours)[1..]);
        }
    }

    [Fact]
    public async Task Finds_the_names_of_the_article()
    {
        Assert.Contains(
            "Route: http.80",
            await PrintAsync(istioctl, "proxy-config", "listeners", "--file", dump),
            StringComparison.Ordinal);
        Assert.Contains(
            "apigateway-vs-from-gw.istioinaction",
            await PrintAsync(istioctl, "proxy-config", "routes", "--file", dump),
            StringComparison.Ordinal);
        Assert.Contains(
            "apigateway.istioinaction.svc.cluster.local 8080 - outbound",
            Spaces().Replace(await PrintAsync(istioctl, "proxy-config", "clusters", "--file", dump), " "),
            StringComparison.Ordinal);
    }

    private async Task<string> PrintAsync(string program, params string[] arguments)
    {
        var (exitCode, output) = await Child.RunAsync(program, arguments, workspace.Root);
        Assert.True(exitCode is 0, $"{program} {string.Join(' ', arguments)} ended with {exitCode}: {output}");

        return output;
    }

    private static string[] Rows(string table) =>
        [.. table.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(row => Spaces().Replace(row.Trim(), " "))];

    private static async Task<string> AskAsync(string socket, string path)
    {
        using var client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellation);

                return new NetworkStream(connection, ownsSocket: true);
            },
        });

        return await client.GetStringAsync(new Uri($"http://envoy{path}"));
    }

    [GeneratedRegex(@"[ \t]+")]
    private static partial Regex Spaces();
}

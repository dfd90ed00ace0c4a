using System.Net;
using System.Net.Sockets;
using GatewayPipeline.EndToEnd.Tests.Running;

namespace GatewayPipeline.EndToEnd.Tests;

/// <summary>`gwp up` through what can happen to it. With the preview, so that these run everywhere.</summary>
public sealed class UpTests : IDisposable
{
    private const string Host = "apiserver.istioinaction.io";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Workspace workspace = new();
    private readonly int port = Ports.Free(1)[0];

    public UpTests() => workspace.Copy("samples/coolstore", "tree");

    private StateOfUp State => new(workspace.At("tree/.gwp"));

    [Fact]
    public async Task Ends_every_child_on_interrupt_and_goes_on_at_the_next_start()
    {
        int agent;
        await using (var first = await ServeAsync())
        {
            agent = State.IdOf("gwp-agent");
            await first.Child.InterruptAsync();
            await first.Child.EndAsync(Patience);
            Assert.Equal(0, first.Child.ExitCode);
        }

        Assert.False(State.HasChildren);
        Assert.False(Directory.Exists($"/proc/{agent}"));
        var keys = Directory.EnumerateFiles(workspace.At("tree/.gwp/keys"), "*", SearchOption.AllDirectories)
            .ToDictionary(file => file, File.ReadAllText);

        await using var second = await ServeAsync();

        Assert.NotEmpty(keys);
        Assert.All(keys, key => Assert.Equal(key.Value, File.ReadAllText(key.Key)));
    }

    [Fact]
    public async Task Serves_what_it_served_when_the_next_start_finds_a_mistake()
    {
        await using (await ServeAsync())
        {
        }

        workspace.Write("tree/apigateway.yaml", "kind: VirtualService\napiVersion: networking.istio.io/v1\nspec: [1, 2\n");
        await using var second = Start();

        await second.Child.WaitForAsync("error GWP", Patience);
        await second.WaitUntilServesAsync(port, Host);
    }

    [Fact]
    public async Task Says_which_port_is_taken_and_what_to_do()
    {
        using var squatter = new TcpListener(IPAddress.Loopback, port);
        squatter.Start();
        await using var up = GatewayUp.Start(workspace, "tree", preview: true, "--map-port", $"80={port}");

        await up.Child.WaitForAsync($"{port}", Patience);

        Assert.Contains("--map-port", up.Child.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_that_another_session_holds_the_folder()
    {
        await using var first = await ServeAsync();
        await using var second = Start();

        await second.Child.EndAsync(Patience);

        Assert.Equal(3, second.Child.ExitCode);
        Assert.Contains("--state", second.Child.Output, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await first.AskAsync(port, Host)).Status);
    }

    [Theory]
    [InlineData("gwp-agent")]
    [InlineData("preview")]
    public async Task Says_that_a_child_died_and_starts_it_again(string child)
    {
        await using var up = await ServeAsync();
        var killed = State.IdOf(child);

        await Child.SignalAsync(killed, "KILL");

        await up.Child.WaitForAsync("Starting it again", Patience);
        await up.WaitUntilServesAsync(port, Host);
        workspace.Write("tree/apigateway.yaml", Rerouted("catalog"));
        await up.WaitUntilAsync(port, Host, IsFromCatalog);
        Assert.NotEqual(killed, State.IdOf(child));
    }

    [Fact]
    public async Task A_mistake_does_not_disturb_the_gateway()
    {
        await using var up = await ServeAsync();

        workspace.Write("tree/apigateway.yaml", Rerouted("nobody"));
        await up.Child.WaitForAsync("the gateway stays as it was", Patience);
        Assert.Contains("apigateway.yaml:", up.Child.Output, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await up.AskAsync(port, Host)).Status);

        workspace.Write("tree/apigateway.yaml", Rerouted("catalog"));
        await up.WaitUntilAsync(port, Host, IsFromCatalog);
    }

    public void Dispose() => workspace.Dispose();

    private async Task<GatewayUp> ServeAsync()
    {
        var up = Start();
        await up.WaitUntilServesAsync(port, Host);

        return up;
    }

    private static bool IsFromCatalog(HttpResponseMessage response) =>
        response.Headers.TryGetValues("x-echo-backend", out var values) && values.Single() == "catalog.istioinaction";

    private GatewayUp Start() => GatewayUp.Start(workspace, "tree", preview: true, "--map-port", $"80={port}");

    private static string Rerouted(string service) =>
        File.ReadAllText(Path.Combine(Programs.Repository, "samples", "coolstore", "apigateway.yaml"))
            .Replace("host: apigateway", $"host: {service}", StringComparison.Ordinal);
}

using System.Net;

namespace GatewayPipeline.EndToEnd.Tests.Running;

/// <summary>A running `gwp up`, with the real Envoy or with the preview.</summary>
public sealed class GatewayUp : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false })
    {
        Timeout = TimeSpan.FromSeconds(5),
    };

    private GatewayUp(Child child) => Child = child;

    public Child Child { get; }

    /// <param name="workspace">Where the tree lies; the state is kept beside it.</param>
    /// <param name="tree">The folder of the manifests in the workspace.</param>
    /// <param name="preview">True: the preview gateway even where there is an Envoy.</param>
    /// <param name="options">Further options of the command.</param>
    public static GatewayUp Start(Workspace workspace, string tree, bool preview, params string[] options) =>
        new(Child.Start(
            Programs.Gwp,
            ["up", tree, .. preview ? ["--preview"] : Array.Empty<string>(), .. options],
            workspace.Root,
            preview ? null : new() { ["ENVOY_PATH"] = Programs.EnvoyOrSkip() }));

    /// <summary>Asks until the answer is as wished; no answer counts as a wrong one.</summary>
    public async Task WaitUntilAsync(int port, string host, Predicate<HttpResponseMessage> wished, string path = "/")
    {
        var last = "no answer";
        await Eventually.AsyncThat(
            async () =>
            {
                try
                {
                    using var response = await GetAsync(port, host, path);
                    last = $"{response}";

                    return wished(response);
                }
                catch (HttpRequestException exception) when (!Child.HasEnded)
                {
                    last = exception.Message;

                    return false;
                }
            },
            Patience,
            () => $"another answer from {host} on port {port}. The last one: {last}\ngwp up said:\n{Child.Output}");
    }

    public Task WaitUntilServesAsync(int port, string host) =>
        WaitUntilAsync(port, host, response => response.StatusCode is HttpStatusCode.OK);

    public async Task<HttpResponseMessage> GetAsync(int port, string host, string path = "/")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{port}{path}")
        {
            Headers = { Host = host },
        };

        return await client.SendAsync(request);
    }

    public async Task<(HttpStatusCode Status, string Body)> AskAsync(int port, string host, string path = "/")
    {
        using var response = await GetAsync(port, host, path);

        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await Child.DisposeAsync();
    }
}

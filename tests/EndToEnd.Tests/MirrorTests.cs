using System.Collections.Concurrent;
using System.Net;
using GatewayPipeline.EndToEnd.Tests.Running;
using GatewayPipeline.EndToEnd.Tests.Tour;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace GatewayPipeline.EndToEnd.Tests;

/// <summary>The mirror of the tour, seen from the service that gets the copies.</summary>
public sealed class MirrorTests : IAsyncDisposable
{
    private readonly Workspace workspace = new();
    private readonly ConcurrentQueue<string> received = new();
    private readonly int[] ports = Ports.Free(2);
    private WebApplication? catalog;

    [Fact]
    public Task An_Envoy_sends_a_copy()
    {
        _ = Programs.EnvoyOrSkip();

        return CopiesAsync(preview: false);
    }

    [Fact]
    public Task The_preview_sends_a_copy() => CopiesAsync(preview: true);

    public async ValueTask DisposeAsync()
    {
        if (catalog is not null)
        {
            await catalog.DisposeAsync();
        }

        workspace.Dispose();
    }

    private async Task CopiesAsync(bool preview)
    {
        await StartCatalogAsync();
        workspace.Copy("samples/coolstore", "tree");
        var mirror = TourDocument.Read(TourTests.First).OfType<TourDocument.Step.Save>().Single(file => file.Path == "tour/mirror.yaml");
        workspace.Write("tree/mirror.yaml", mirror.Text);
        workspace.Write("tree/catalog-endpoints.yaml", $$"""
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata:
              name: catalog-1
              namespace: istioinaction
              labels: {kubernetes.io/service-name: catalog}
            addressType: IPv4
            ports:
            - {name: http, port: {{ports[1]}}, protocol: TCP}
            endpoints:
            - addresses: [127.0.0.1]
            """);
        await using var up = GatewayUp.Start(workspace, "tree", preview, "--map-port", $"80={ports[0]}");
        const string host = "apiserver.istioinaction.io";
        await up.WaitUntilServesAsync(ports[0], host);

        var (status, body) = await up.AskAsync(ports[0], host, "/api/products?page=2");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("\"service\":\"apigateway\"", body, StringComparison.Ordinal);
        await Eventually.AsyncThat(
            () => Task.FromResult(received.Contains($"GET {host} /api/products?page=2")),
            TimeSpan.FromSeconds(5),
            () => $"a copy at catalog, which got [{string.Join("; ", received)}]");
        Assert.DoesNotContain($"GET {host} /", received);
    }

    private async Task StartCatalogAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{ports[1]}");
        catalog = builder.Build();
        catalog.Run(context =>
        {
            var request = context.Request;
            received.Enqueue($"{request.Method} {request.Host} {request.Path}{request.QueryString}");
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;

            return Task.CompletedTask;
        });
        await catalog.StartAsync();
    }
}

using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using GatewayPipeline.EndToEnd.Tests.Running;
using GatewayPipeline.EndToEnd.Tests.Tour;

namespace GatewayPipeline.EndToEnd.Tests;

/// <summary>The preview answers as Envoy does, down to the headers that the backend receives.</summary>
public sealed class EqualAnswersTests : IDisposable
{
    private static readonly (string Host, string Path)[] Requests =
    [
        ("apiserver.istioinaction.io", "/"),
        ("apiserver.istioinaction.io", "/api/products"),
        ("apiserver.istioinaction.io:80", "/api/products?page=2"),
        ("APISERVER.istioinaction.io", "/api/../api/products"),
        ("apiserver.istioinaction.io", "/api/catalogue"),
        ("other.istioinaction.io", "/api/products"),
        ("istioinaction.io", "/"),
    ];

    /// <summary>What is new in every request; and where it came from: to a loopback client Envoy lends another address.</summary>
    private static readonly string[] Individual = ["x-request-id", "x-forwarded-for", "x-envoy-external-address"];

    private readonly Workspace workspace = new();

    [Fact]
    public async Task The_preview_answers_as_an_Envoy_does()
    {
        _ = Programs.EnvoyOrSkip();
        workspace.Copy("samples/coolstore", "tree");
        foreach (var file in TourDocument.Read(TourTests.First).OfType<TourDocument.Step.Save>())
        {
            workspace.Write(Path.Combine("tree", Path.GetFileName(file.Path)), file.Text);
        }

        var envoy = await AnswersAsync(preview: false);
        var preview = await AnswersAsync(preview: true);

        Assert.All(Requests.Index(), request => Assert.Equal(envoy[request.Index], preview[request.Index]));
    }

    public void Dispose() => workspace.Dispose();

    private async Task<string[]> AnswersAsync(bool preview)
    {
        var port = Ports.Free(1)[0];
        await using var up = GatewayUp.Start(workspace, "tree", preview, "--map-port", $"80={port}");
        await up.WaitUntilServesAsync(port, Requests[0].Host);
        var answers = new List<string>();
        foreach (var (host, path) in Requests)
        {
            var (status, body) = await up.AskAsync(port, host, path);
            answers.Add($"{host}{path}: {(int)status} {Comparable(body)}");
        }

        return [.. answers];
    }

    // Also gone: which subset a canary happened to choose.
    private static string Comparable(string body)
    {
        if (body is not ['{', ..])
        {
            return body;
        }

        var answer = JsonNode.Parse(body)?.AsObject() ?? [];
        answer.Remove("subset");
        answer.Remove("labels");
        foreach (var header in Individual)
        {
            answer["headers"]?.AsObject().Remove(header);
        }

        return answer.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }
}

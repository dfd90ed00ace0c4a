using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GatewayPipeline.Functions.Tests.Scene;

/// <summary>The program itself, started and called as the Functions host does it.</summary>
internal sealed class FunctionsProcess : IAsyncDisposable
{
    private const int SigTerm = 15;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly StringBuilder errors = new();

    private FunctionsProcess(Process process, int port)
    {
        this.process = process;
        Client = new() { BaseAddress = new($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromMinutes(2) };
        process.OutputDataReceived += (_, line) => Keep(output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(errors, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public static string Binary { get; } = Path.Combine(AppContext.BaseDirectory, "gwp-functions");

    public HttpClient Client { get; }

    public string Output => Read(output);

    public string Errors => Read(errors);

    /// <summary>Started, and answering.</summary>
    public static async Task<FunctionsProcess> StartAsync(
        PipelineScene scene, TopicServer? topic = null, Dictionary<string, string?>? more = null)
    {
        var started = Launch(new(more ?? [])
        {
            ["PIPELINE_SETTINGS"] = scene.SettingsPath,
            ["EVENTS_ENDPOINT"] = topic?.Address,
            ["EVENTS_KEY"] = TopicServer.Key,
            ["GWP_CACHE"] = scene.Folder["cache"],
        });
        var begun = Stopwatch.GetTimestamp();
        while (!await started.IsReadyAsync())
        {
            Assert.False(started.process.HasExited, $"gwp-functions ended:\n{started.Output}\n{started.Errors}");
            Assert.True(Stopwatch.GetElapsedTime(begun) < StartLimit, "gwp-functions does not answer");
            await Task.Delay(25, TestContext.Current.CancellationToken);
        }

        return started;
    }

    public static FunctionsProcess Launch(Dictionary<string, string?> environment, bool withPort = true)
    {
        var port = FreePort();
        ProcessStartInfo start = new(Binary)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        foreach (var (name, value) in environment.Where(entry => entry.Value is not null))
        {
            start.Environment[name] = value;
        }

        start.Environment.Remove("FUNCTIONS_CUSTOMHANDLER_PORT");
        if (withPort)
        {
            start.Environment["FUNCTIONS_CUSTOMHANDLER_PORT"] = $"{port}";
        }

        return new(Process.Start(start) ?? throw new InvalidOperationException("gwp-functions did not start"), port);
    }

    /// <summary>As the host gives a message of a queue: as text, written as JSON, within JSON.</summary>
    public Task<HttpResponseMessage> InvokeAsync(string function, string message, int dequeueCount = 1) =>
        InvokeAsync(
            function,
            new()
            {
                ["Data"] = new JsonObject { ["message"] = JsonSerializer.Serialize(message) },
                ["Metadata"] = new JsonObject { ["DequeueCount"] = $"{dequeueCount}", ["Id"] = "\"a-message\"" },
            });

    public async Task<HttpResponseMessage> InvokeAsync(string function, JsonObject invocation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/{function}") { Content = JsonContent.Create(invocation) };
        request.Headers.Add("X-Azure-Functions-InvocationId", Guid.NewGuid().ToString());

        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public Task<HttpResponseMessage> TickAsync(string function) => InvokeAsync(
        function,
        new()
        {
            ["Data"] = new JsonObject { ["timer"] = new JsonObject { ["IsPastDue"] = false } },
            ["Metadata"] = new JsonObject(),
        });

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) =>
        Client.SendAsync(request, TestContext.Current.CancellationToken);

    /// <summary>Waits for a line: the program writes them beside what it does.</summary>
    public async Task HearAsync(string said)
    {
        var begun = Stopwatch.GetTimestamp();
        while (!(Output + Errors).Contains(said, StringComparison.Ordinal))
        {
            Assert.True(
                Stopwatch.GetElapsedTime(begun) < StartLimit, $"gwp-functions does not say '{said}':\n{Output}\n{Errors}");
            await Task.Delay(25, TestContext.Current.CancellationToken);
        }
    }

    public void Terminate() => Assert.Equal(0, kill(process.Id, SigTerm));

    public async Task<int> WaitAsync()
    {
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        await process.WaitForExitAsync();
        process.Dispose();
        Client.Dispose();
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await Client.GetAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);

            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static void Keep(StringBuilder kept, string? line)
    {
        lock (kept)
        {
            kept.AppendLine(line);
        }
    }

    private static string Read(StringBuilder kept)
    {
        lock (kept)
        {
            return kept.ToString();
        }
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int kill(int pid, int signal);
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using GatewayPipeline.Agent.Status;

namespace GatewayPipeline.Agent.Tests.Gateways;

/// <summary>The program itself, started as people start it, and asked on its status socket.</summary>
internal sealed class AgentProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly StringBuilder log = new();
    private readonly HttpClient status;
    private readonly AgentFolders folders;

    private AgentProcess(Process process, AgentFolders folders)
    {
        this.process = process;
        this.folders = folders;
        status = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(folders.StatusSocket), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        })
        { Timeout = TimeSpan.FromSeconds(40) };
    }

    public int Id => process.Id;

    public static string Binary { get; } = Path.Combine(AppContext.BaseDirectory, "gwp-agent");

    public string Log
    {
        get
        {
            lock (log)
            {
                return log.ToString();
            }
        }
    }

    public static AgentProcess Start(TestChannel channel, AgentFolders folders, params string[] more) =>
        StartAs("gw-1", channel, folders, more);

    public static AgentProcess Start(
        string store, string channel, string root, AgentFolders folders, params string[] more) =>
        StartAs("gw-1", (store, channel, root), folders, more);

    public static AgentProcess StartAs(
        string gatewayId, TestChannel channel, AgentFolders folders, params string[] more) =>
        StartAs(gatewayId, (channel.Address, TestChannel.Name, channel.RootPath), folders, more);

    private static AgentProcess StartAs(
        string gatewayId, (string Store, string Channel, string Root) followed, AgentFolders folders, string[] more)
    {
        var agent = new AgentProcess(
            Launch(
            [
                "run", "--store", followed.Store, "--channel", followed.Channel, "--trust", followed.Root,
                "--data", folders.Data, "--runtime", folders.Runtime, "--poll", "20ms", "--gateway-id", gatewayId, .. more,
            ]),
            folders);
        agent.process.ErrorDataReceived += (_, line) =>
        {
            lock (agent.log)
            {
                agent.log.AppendLine(line.Data);
            }
        };
        agent.process.BeginErrorReadLine();

        return agent;
    }

    /// <summary>Runs the program to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using var process = Launch(arguments);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        return (process.ExitCode, await output, errors);
    }

    public async Task<JsonElement> StatusAsync(long? sequence = null)
    {
        var query = sequence is null ? "" : FormattableString.Invariant($"?sequence={sequence}");

        return JsonDocument.Parse(await GetAsync($"/status{query}")).RootElement;
    }

    /// <summary>Waits until the agent says that the sequence is in effect, and fails with its log if it never is.</summary>
    public async Task AwaitActiveAsync(long sequence) =>
        await AwaitAsync(
            status => status.GetProperty("active") is { ValueKind: JsonValueKind.Object } active
                && active.GetProperty("sequence").GetInt64() >= sequence
                && status.GetProperty("gateway").GetProperty("connected").GetBoolean(),
            $"sequence {sequence} in effect");

    public async Task<JsonElement> AwaitAsync(Func<JsonElement, bool> condition, string what)
    {
        var last = default(JsonElement);
        for (var deadline = DateTime.UtcNow.AddSeconds(20); DateTime.UtcNow < deadline;)
        {
            last = await StatusAsync();
            if (condition(last))
            {
                return last;
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Assert.Fail($"the agent never had {what}; its status is {last}, and its log:\n{Log}");

        return last;
    }

    /// <summary>Waits for a line of the log, for as long as there is no status yet.</summary>
    public async Task AwaitLogAsync(string text)
    {
        for (var deadline = DateTime.UtcNow.AddSeconds(20); DateTime.UtcNow < deadline;)
        {
            if (Log.Contains(text, StringComparison.Ordinal))
            {
                return;
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Assert.Fail($"the agent never said '{text}'; its log:\n{Log}");
    }

    public async Task<byte[]?> BundleAsync()
    {
        using var response = await status.GetAsync(new Uri("http://agent/bundle"), TestContext.Current.CancellationToken);

        return response.StatusCode == HttpStatusCode.NotFound
            ? null
            : await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
    }

    public async Task<EnvoyProcess> StartEnvoyAsync()
    {
        await StatusAsync();

        return EnvoyProcess.Start(folders.Data, folders.AdsSocket, folders.AdminSocket);
    }

    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Asks it to stop, as an operator does, and returns its exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await process.WaitForExitAsync(limit.Token);

        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await KillAsync();
        }

        process.Dispose();
        status.Dispose();
    }

    // It may still be starting: the socket is tried until it answers.
    public async Task<string> GetAsync(string path)
    {
        for (var deadline = DateTime.UtcNow.AddSeconds(20); ;)
        {
            try
            {
                return await status.GetStringAsync(new Uri($"http://agent{path}"), TestContext.Current.CancellationToken);
            }
            catch (HttpRequestException exception) when (exception.StatusCode is null
                && DateTime.UtcNow < deadline && !process.HasExited)
            {
                await Task.Delay(10, TestContext.Current.CancellationToken);
            }
            catch (HttpRequestException exception)
            {
                throw new InvalidOperationException($"the agent does not answer; its log:\n{Log}", exception);
            }
        }
    }

    private static Process Launch(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Binary) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start) ?? throw new InvalidOperationException($"'{Binary}' did not start");
    }
}

/// <summary>Where an agent under test keeps its things; they outlive the process.</summary>
internal sealed class AgentFolders : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("gwp-").FullName;

    public string Data => Path.Combine(root, "data");

    public string Runtime => Path.Combine(root, "run");

    public string AdsSocket => Path.Combine(Runtime, "ads.sock");

    public string AdminSocket => Path.Combine(Runtime, "admin.sock");

    public string StatusSocket => Path.Combine(Runtime, "status.sock");

    public void Dispose() => Directory.Delete(root, recursive: true);
}

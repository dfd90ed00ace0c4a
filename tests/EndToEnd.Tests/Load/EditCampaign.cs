using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using GatewayPipeline.EndToEnd.Tests.Running;

namespace GatewayPipeline.EndToEnd.Tests.Load;

/// <summary>Edits the manifests of a running `gwp up` while requests pour in. No request may fail.</summary>
public sealed class EditCampaign(int seed)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly Random random = new(seed);
    private readonly Stack<int> freePorts = new(Ports.Free(9));
    private readonly List<string> extraHosts = [];
    private readonly List<int> extraPorts = [];
    private readonly List<EditAnswer> answers = [];
    private int edits;

    private enum Edit
    {
        Route,
        Weight,
        Destination,
        NewHost,
        RemovedHost,
        NewListener,
        RemovedListener,
    }

    /// <summary>Edits until the count or the time is used up, whichever comes first.</summary>
    public async Task<EditReport> RunAsync(int count, TimeSpan limit, bool preview, int perSecond = 300)
    {
        using var workspace = new Workspace();
        var port = freePorts.Pop();
        WriteManifests(workspace, port);
        await using var up = GatewayUp.Start(workspace, "tree", preview);
        await up.WaitUntilServesAsync(port, CampaignManifests.Hosts[0]);

        var watch = Stopwatch.StartNew();
        await using var load = new ConstantLoad(port, CampaignManifests.Hosts, perSecond);
        while (edits < count && watch.Elapsed < limit)
        {
            await EditAsync(workspace, port, up);

            // Now and then two edits meet the gateway while it is still busy with the first.
            await Task.Delay(random.Next(0, 60));
        }

        await load.StopAsync();

        return new([.. answers], load.Requests, load.PerSecond, [.. load.Failures]);
    }

    private static void WriteManifests(Workspace workspace, int port)
    {
        workspace.Write("tree/base.yaml", CampaignManifests.Base(port));
        foreach (var host in CampaignManifests.Hosts)
        {
            workspace.Write($"tree/{host}.yaml", CampaignManifests.Route(host, "edge", edit: 0, "a"));
        }
    }

    private async Task EditAsync(Workspace workspace, int port, GatewayUp up)
    {
        var kind = Possible(random.GetItems(Enum.GetValues<Edit>(), 1)[0]);
        var number = ++edits;
        var host = random.GetItems(CampaignManifests.Hosts, 1)[0];
        var watch = Stopwatch.StartNew();
        Task answered;
        switch (kind)
        {
            case Edit.Weight:
                workspace.Write($"tree/{host}.yaml", CampaignManifests.Canary(host, number, random.Next(1, 100)));
                answered = SaysAsync(up, port, host, number);
                break;
            case Edit.Destination:
                var service = number % 2 is 0 ? "a" : "b";
                workspace.Write($"tree/{host}.yaml", CampaignManifests.Route(host, "edge", number, service));
                answered = SaysAsync(up, port, host, number);
                break;
            case Edit.NewHost:
                var added = $"extra-{number}.example.com";
                extraHosts.Add(added);
                workspace.Write($"tree/{added}.yaml", CampaignManifests.Route(added, "edge", number, "a"));
                answered = SaysAsync(up, port, added, number);
                break;
            case Edit.RemovedHost:
                var removed = Take(extraHosts);
                File.Delete(workspace.At($"tree/{removed}.yaml"));
                answered = up.WaitUntilAsync(port, removed, response => response.StatusCode is HttpStatusCode.NotFound);
                break;
            case Edit.NewListener:
                extraPorts.Add(freePorts.Pop());
                workspace.Write($"tree/port-{extraPorts[^1]}.yaml", CampaignManifests.Listener(extraPorts[^1], number));
                answered = SaysAsync(up, extraPorts[^1], CampaignManifests.Hosts[0], number);
                break;
            case Edit.RemovedListener:
                var closed = Take(extraPorts);
                File.Delete(workspace.At($"tree/port-{closed}.yaml"));
                answered = ClosesAsync(closed);
                freePorts.Push(closed);
                break;
            default:
                var prefix = $"/v{number}/";
                workspace.Write($"tree/{host}.yaml", CampaignManifests.Route(host, "edge", number, "a", prefix));
                answered = SaysAsync(up, port, host, number);
                break;
        }

        await answered;
        answers.Add(new($"{kind}", watch.Elapsed));
    }

    private Edit Possible(Edit wished) => wished switch
    {
        Edit.RemovedHost when extraHosts is [] => Edit.NewHost,
        Edit.RemovedListener when extraPorts is [] => Edit.NewListener,
        Edit.NewListener when freePorts.Count is 0 => Edit.RemovedListener,
        _ => wished,
    };

    private T Take<T>(List<T> items)
    {
        var index = random.Next(items.Count);
        var item = items[index];
        items.RemoveAt(index);

        return item;
    }

    private static Task SaysAsync(GatewayUp up, int port, string host, int edit) =>
        up.WaitUntilAsync(port, host, response =>
            response.Headers.TryGetValues("x-edit", out var values) && values.Single() == $"{edit}");

    private static Task<TimeSpan> ClosesAsync(int port) => Eventually.AsyncThat(
        async () =>
        {
            using var socket = new TcpClient();
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port);

                return false;
            }
            catch (SocketException)
            {
                return true;
            }
        },
        Patience,
        () => $"port {port} to be closed");
}

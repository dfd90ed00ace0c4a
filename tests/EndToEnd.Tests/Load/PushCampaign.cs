using System.Diagnostics;
using System.Text.Json;
using GatewayPipeline.EndToEnd.Tests.Running;

namespace GatewayPipeline.EndToEnd.Tests.Load;

/// <summary>Pushes to the repository of a running `gwp up --functions` while requests pour in. No request may fail.</summary>
public sealed class PushCampaign : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Workspace workspace = new();
    private readonly int port = Ports.Free(1)[0];
    private readonly ShopRepository shop;

    public PushCampaign() => shop = new(workspace, port);

    /// <param name="count">How many pushes, one after the other.</param>
    /// <param name="preview">The preview gateway instead of Envoy.</param>
    /// <param name="perSecond">Requests to the gateway.</param>
    public async Task<PushReport> RunAsync(int count, bool preview, int perSecond)
    {
        await shop.InitAsync();
        await using var up = shop.StartUp(preview);
        await up.WaitForAsync("is not there yet: git push", Patience);
        await PushAsync(0, up);

        await using var load = new ConstantLoad(port, [ShopRepository.Host], perSecond);
        var answered = new List<TimeSpan>();
        for (var number = 1; number <= count; number++)
        {
            answered.Add(await PushAsync(number, up));
        }

        await load.StopAsync();
        var stages = File.ReadLines(shop.Timeline).Skip(1).Select(line => JsonDocument.Parse(line).RootElement);

        return new([.. answered], [.. stages], load.Requests, load.PerSecond, [.. load.Failures]);
    }

    public void Dispose() => workspace.Dispose();

    /// <summary>From the beginning of the push to the first answer that shows it.</summary>
    private async Task<TimeSpan> PushAsync(int number, Child up)
    {
        await shop.CommitAsync(shop.Manifests($"{number}"));
        var watch = Stopwatch.StartNew();
        await shop.PushAsync();
        await shop.AnswersAsync($"{number}", up, Patience);

        return watch.Elapsed;
    }
}

using System.Diagnostics.CodeAnalysis;
using GatewayPipeline.Agent.Activating;
using GatewayPipeline.Agent.Ads;
using GatewayPipeline.Agent.Disk;
using GatewayPipeline.Agent.Hosting;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Bundles.Trust.Rollouts;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GatewayPipeline.Agent.Tests.Gateways;

/// <summary>The agent's discovery service and target in this process, without store, trust and disk.</summary>
internal sealed class DiscoveryHost : IAsyncDisposable
{
    private readonly WebApplication application;

    private DiscoveryHost(string folder, ServedResources served, WebApplication application, ActivationPatience patience)
    {
        Folder = folder;
        Served = served;
        this.application = application;
        Admin = new EnvoyAdmin(AdminSocket);
        Target = new AdsTarget(served, Admin, patience, TimeProvider.System, NullLogger<AdsTarget>.Instance);
    }

    public string Folder { get; }

    public string AdsSocket => Path.Combine(Folder, "ads.sock");

    public string AdminSocket => Path.Combine(Folder, "admin.sock");

    public ServedResources Served { get; }

    public AdsTarget Target { get; }

    private EnvoyAdmin Admin { get; }

    public static async Task<DiscoveryHost> StartAsync(ActivationPatience? patience = null, string? folder = null)
    {
        folder ??= Directory.CreateTempSubdirectory("gwp-").FullName;
        var served = new ServedResources();
        var application = AgentServer.Build(
            Path.Combine(folder, "ads.sock"), Path.Combine(folder, "status.sock"), served, NullLoggerFactory.Instance);
        await AgentServer.OpenAsync(
            application,
            [Path.Combine(folder, "ads.sock"), Path.Combine(folder, "status.sock")],
            TestContext.Current.CancellationToken);

        return new(folder, served, application, patience ?? new());
    }

    public Task<Activation> ActivateAsync(GatewayConfiguration configuration) =>
        Target.ActivateAsync(Stage(configuration), TestContext.Current.CancellationToken);

    public static StagedBundle Stage(GatewayConfiguration configuration)
    {
        var bundle = BundleWriter.Pack(configuration.ToSnapshot());
        var head = new ChannelHead
        {
            Format = ChannelHead.CurrentFormat,
            Environment = "test",
            Channel = "test",
            Epoch = 1,
            Revision = 1,
            Sequence = 1,
            IssuedAt = DateTimeOffset.UnixEpoch,
            Expires = DateTimeOffset.MaxValue,
            Release = new(1, bundle.ContentDigest, 1),
            Bundle = bundle.Reference,
        };

        return StagedBundle.From("unused", head, HeadTarget.Stable(head), bundle);
    }

    /// <summary>The version that a resource of a configuration has on the stream.</summary>
    public static string VersionOf(GatewayConfiguration configuration, string typeUrl, string name) =>
        Stage(configuration).Resources[typeUrl].Resources[name].Version;

    public EnvoyProcess StartEnvoy() => EnvoyProcess.Start(Folder, AdsSocket, AdminSocket);

    /// <summary>Waits until so many gateways have introduced themselves.</summary>
    public async Task AwaitGatewaysAsync(int count)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        while (true)
        {
            var change = Served.NextChange;
            if (Served.Gateways.Length == count)
            {
                return;
            }

            await change.WaitAsync(limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await application.DisposeAsync();
        Admin.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}

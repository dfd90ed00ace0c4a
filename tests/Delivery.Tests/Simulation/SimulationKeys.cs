using System.Collections.Immutable;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Publishing;
using GatewayPipeline.Delivery.Signing;
using GatewayPipeline.Delivery.Tests.Publishing;

namespace GatewayPipeline.Delivery.Tests.Simulation;

/// <summary>
/// Real keys, made once for all worlds: a root, and one that follows it, in which one of the keys is another.
/// </summary>
internal sealed record SimulationKeys(PublisherKeys Keys, PublisherKeys Rotated)
{
    private static readonly Lazy<ImmutableArray<SimulationKeys>> Made = new(
        () => [Make(TrustRole.Channel), Make(TrustRole.Release)]);

    /// <summary>The same number gives the same keys.</summary>
    public static SimulationKeys Of(int number) => Made.Value[number % Made.Value.Length];

    private static SimulationKeys Make(TrustRole rotated)
    {
        using var folder = new TemporaryFolder();
        var time = new SettableTime();
        KeyDirectory.Init(folder["keys"], "simulation", time);
        var before = KeyDirectory.Open(folder["keys"]);
        var ceremony = new RootCeremony(folder["keys"], time);
        ceremony.Rotate(rotated, null, null, false);
        ceremony.SignAsync(
            _ => Task.FromResult(KeySource.FilesOf(folder["keys"], TrustRole.Root)
                .Select(source => (ISigner)KeyFileSigner.Load(source.Place)).ToImmutableArray()),
            CancellationToken.None).GetAwaiter().GetResult();

        // The processes of a simulation have them in memory: there is nothing to dispose of until it ends.
        var after = KeyDirectory.Open(folder["keys"]);

        return new(
            new(before.Chain, before.Release, before.Channel), new(after.Chain, after.Release, after.Channel));
    }
}

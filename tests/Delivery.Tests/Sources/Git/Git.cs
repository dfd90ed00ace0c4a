using GatewayPipeline.Delivery.Sources;
using GatewayPipeline.StoreServers;

namespace GatewayPipeline.Delivery.Tests.Sources.Git;

/// <summary>What tests of git sources begin with.</summary>
internal static class Git
{
    /// <summary>Skips the test where there is no git.</summary>
    public static GitRepository NewRepository()
    {
        Assert.SkipUnless(GitRepository.IsInstalled, GitRepository.NotInstalled);

        return new();
    }

    public static async Task<SourceRevision> ResolvedAsync(this IManifestSource source) =>
        Assert.IsType<SourceResolution.Resolved>(
            await source.ResolveAsync(TestContext.Current.CancellationToken)).Revision;

    public static async Task<SourceReading.Read> ReadAsync(this IManifestSource source) =>
        await source.ReadAsync(await source.ResolvedAsync());

    public static async Task<SourceReading.Read> ReadAsync(this IManifestSource source, SourceRevision revision) =>
        Assert.IsType<SourceReading.Read>(
            await source.ReadAsync(revision, TestContext.Current.CancellationToken));
}

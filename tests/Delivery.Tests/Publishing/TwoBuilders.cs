using System.Collections.Immutable;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Publishing;
using GatewayPipeline.Delivery.Signing;

namespace GatewayPipeline.Delivery.Tests.Publishing;

/// <summary>A workshop whose root asks for several release keys, each of which another builder has.</summary>
internal sealed class TwoBuilders : IDisposable
{
    private readonly ImmutableArray<KeyFileSigner> others;

    private TwoBuilders(Workshop workshop, RootChain chain, ISigner first, ImmutableArray<KeyFileSigner> others) =>
        (Workshop, Chain, First, this.others) = (workshop, chain, first, others);

    public Workshop Workshop { get; }

    public RootChain Chain { get; }

    public ISigner First { get; }

    public ISigner Second => others[0];

    public ISigner Third => others[1];

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="threshold">So many of the three keys that the channels of the scope have.</param>
    public static async Task<TwoBuilders> OpenAsync(int threshold, string channels = "*")
    {
        var workshop = new Workshop();
        var folder = workshop.Folder["keys"];
        var first = workshop.Keys.Release;
        ImmutableArray<KeyFileSigner> others = [Strange(workshop, "second"), Strange(workshop, "third")];
        var ceremony = new RootCeremony(folder, workshop.Time);
        Assert.IsType<CeremonyStep.Drafted>(ceremony.Grant(
            TrustRole.Release, [channels], [first.PublicKey, .. others.Select(each => each.PublicKey)], threshold));
        await SignAsync(ceremony, folder);
        if (channels is not "*")
        {
            Assert.IsType<CeremonyStep.Drafted>(ceremony.Withdraw(TrustRole.Release, ["*"]));
            await SignAsync(ceremony, folder);
        }

        return new(workshop, KeyDirectory.ReadChain(folder), first, others);
    }

    /// <summary>A key that no root names yet.</summary>
    public static KeyFileSigner Strange(Workshop workshop, string name)
    {
        KeyDirectory.Init(workshop.Folder[name], "test", workshop.Time);

        return KeyFileSigner.Load(workshop.Folder[$"{name}/release.key.pem"]);
    }

    public PublisherKeys Keys(params ISigner[] release) => new(Chain, [.. release], [Workshop.Keys.Channel]);

    public Task<Publication> PublishAsync(Bundle bundle, params ISigner[] release) => new ReleasePublisher(
        Workshop.Store, Workshop.Store, Keys(release), Workshop.Time)
        .PublishAsync(bundle, Workshop.Request, Cancellation);

    public Task<ProposalSearch> FindAsync(long? sequence = null) =>
        new ProposalSearcher(Workshop.Store, Workshop.Store, Chain.Newest, Workshop.Channel)
            .FindAsync(sequence, Cancellation);

    public async Task<Proposal> NewestAsync() => Assert.IsType<ProposalSearch.Found>(await FindAsync()).Proposal;

    public Task<Cosignature> CosignAsync(
        Proposal proposal, Bundle rebuilt, ISigner signer, ReleaseSource? source = null) => new Cosigner(
        Workshop.Store, Workshop.Store, Keys(signer) with { Channel = [] }, Workshop.Time)
        .SignAsync(proposal, rebuilt, source ?? new("elsewhere"), Cancellation);

    public void Dispose()
    {
        foreach (var each in others)
        {
            each.Dispose();
        }

        Workshop.Dispose();
    }

    private static async Task SignAsync(RootCeremony ceremony, string folder) =>
        Assert.IsType<CeremonyStep.Completed>(await ceremony.SignAsync(
            _ => Task.FromResult(KeySource.FilesOf(folder, TrustRole.Root)
                .Select(source => (ISigner)KeyFileSigner.Load(source.Place)).ToImmutableArray()),
            Cancellation));
}

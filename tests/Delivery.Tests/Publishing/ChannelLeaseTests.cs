using System.Diagnostics;
using System.Globalization;
using System.Text;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Delivery.Publishing;

namespace GatewayPipeline.Delivery.Tests.Publishing;

public sealed class ChannelLeaseTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Workshop workshop = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => workshop.Dispose();

    [Fact]
    public async Task One_after_another()
    {
        var (first, second) = (Lease(TimeSpan.FromMinutes(10)), Lease(TimeSpan.FromMinutes(10)));

        Assert.True(await first.TakeAsync(Cancellation));
        var waiting = second.TakeAsync(Cancellation);
        Assert.False(second.IsHeld);
        await first.ReleaseAsync();

        Assert.False(await waiting.WaitAsync(Patience, Cancellation));
        Assert.True(second.IsHeld);
    }

    [Fact]
    public async Task One_that_died_holds_nobody_up_beyond_its_time()
    {
        await Lease(TimeSpan.FromMilliseconds(300)).TakeAsync(Cancellation);
        var next = Lease(TimeSpan.FromMinutes(10));
        var clock = Stopwatch.StartNew();

        await next.TakeAsync(Cancellation).WaitAsync(Patience, Cancellation);

        Assert.True(next.IsHeld);
        Assert.InRange(clock.Elapsed, TimeSpan.FromMilliseconds(300), Patience);
    }

    /// <summary>A clock that is wrong by days neither steals a lease nor waits for days.</summary>
    [Theory]
    [InlineData(+2, 200)]
    [InlineData(-2, 200)]
    public async Task A_lease_lasts_as_long_as_it_says_whatever_the_clock_of_its_owner(int days, int milliseconds)
    {
        var now = workshop.Time.Now;
        workshop.Time.Now += TimeSpan.FromDays(days);
        await Lease(TimeSpan.FromMilliseconds(milliseconds)).TakeAsync(Cancellation);
        workshop.Time.Now = now;
        var next = Lease(TimeSpan.FromMinutes(10));

        await next.TakeAsync(Cancellation).WaitAsync(Patience, Cancellation);

        Assert.True(next.IsHeld);
    }

    [Fact]
    public async Task One_that_lasts_for_ever_is_waited_for_no_longer_than_the_terms_say()
    {
        var until = workshop.Time.Now.AddYears(50).ToString("O", CultureInfo.InvariantCulture);
        await PutAsync($$"""{"owner":"greedy","takenAt":"2000-01-01T00:00:00Z","until":"{{until}}"}""");
        var next = Lease(TimeSpan.FromMinutes(10), longestWait: TimeSpan.FromMilliseconds(200));

        Assert.False(await next.TakeAsync(Cancellation).WaitAsync(Patience, Cancellation));
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("{}")]
    [InlineData("null")]
    public async Task What_is_no_lease_holds_nobody_up(string content)
    {
        await PutAsync(content);

        Assert.True(await Lease(TimeSpan.FromMinutes(10)).TakeAsync(Cancellation));
    }

    [Fact]
    public async Task Giving_back_what_another_has_taken_meanwhile_takes_nothing_from_it()
    {
        var first = Lease(TimeSpan.FromMilliseconds(50));
        await first.TakeAsync(Cancellation);
        var second = Lease(TimeSpan.FromMinutes(10));
        await second.TakeAsync(Cancellation).WaitAsync(Patience, Cancellation);
        var before = await GetAsync();

        await first.ReleaseAsync();

        Assert.Equal(before, await GetAsync());
        await second.ReleaseAsync();
        Assert.NotEqual(before, await GetAsync());
    }

    private ChannelLease Lease(TimeSpan duration, TimeSpan? longestWait = null) => new(
        workshop.Store, workshop.Store, Workshop.Channel, workshop.Time,
        new() { Duration = duration, LongestWait = longestWait ?? Patience });

    private async Task<string> GetAsync() => Encoding.UTF8.GetString(Assert.IsType<StoreRead.Found>(
        await workshop.Store.GetAsync(StoreLayout.Lease(Workshop.Channel), null, 4096, Cancellation)).Content.Span);

    private Task<StoreWrite> PutAsync(string content) => workshop.Store.CreateAsync(
        StoreLayout.Lease(Workshop.Channel), Encoding.UTF8.GetBytes(content), Cancellation);
}

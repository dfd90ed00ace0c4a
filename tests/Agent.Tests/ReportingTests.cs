using GatewayPipeline.Agent.Activating;
using GatewayPipeline.Agent.Disk;
using GatewayPipeline.Agent.Reporting;
using GatewayPipeline.Agent.Status;
using GatewayPipeline.Agent.Tests.Gateways;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Reports;

namespace GatewayPipeline.Agent.Tests;

public sealed class ReportingTests
{
    private static readonly DateTimeOffset Noon = new(2030, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly BundleDigest Digest = BundleDigest.Of("seven"u8);

    private static readonly AgentStatus Good = new()
    {
        GatewayId = "gw-1",
        Channel = "edge",
        Head = new(Digest, 7, 1, 9, Noon, Noon.AddDays(1), Candidate: false, Rollout: false),
        Active = Active(7),
        Gateway = new(Connected: true, "envoy", "1.40.0"),
    };

    [Fact]
    public void A_gateway_has_one_state_and_the_worst_comes_first()
    {
        var head = Good.Head ?? throw new InvalidOperationException();
        var refused = Good with { Refused = [new(Digest, 7, "bad", Noon, Environment: false)] };

        Assert.Equal(GatewayState.InSync, StateOf(Good));
        Assert.Equal(GatewayState.PendingCohort, StateOf(Good with { Head = head with { Rollout = true } }));
        Assert.Equal(GatewayState.InSync, StateOf(Good with { Head = head with { Rollout = true, Candidate = true } }));
        Assert.Equal(GatewayState.Applying, StateOf(Good with { Active = Active(6) }));
        Assert.Equal(GatewayState.Applying, StateOf(Good with { Active = null }));
        Assert.Equal(GatewayState.Applying, StateOf(Good with { Gateway = new(Connected: false, "", "") }));
        Assert.Equal(GatewayState.Rejected, StateOf(refused with { Active = Active(6) }));
        Assert.Equal(
            GatewayState.Applying,
            StateOf(Good with { Active = Active(6), Refused = [new(Digest, 7, "no disk", Noon, Environment: true)] }));
        Assert.Equal(GatewayState.Stale, ReportLoop.StateOf(refused, Noon.AddMinutes(6)));
        Assert.Equal(GatewayState.Stale, StateOf(Good with { Head = head with { Expires = Noon } }));
        Assert.Equal(GatewayState.Applying, StateOf(Good with { Head = null }));
        Assert.Equal(GatewayState.Stale, StateOf(Good with { Head = null, LastError = new("no store", Noon) }));
    }

    [Fact]
    public void Serials_of_reports_go_up_over_restarts_and_when_the_clock_is_set_back()
    {
        using var folder = new AgentFolders();
        var data = new DataFolder(folder.Data);
        data.Create();
        var time = new ManualTime { Now = Noon };
        var serials = new ReportSerials(data.Serials, time);
        var last = serials.Next();
        for (var i = 0; i < 150_000; i++)
        {
            Assert.Equal(last + 1, last = serials.Next());
        }

        time.Now = Noon.AddYears(-1);
        var again = new ReportSerials(data.Serials, time).Next();
        Assert.True(again > last, $"{again} comes after {last}");

        // Without a memory the clock is all there is.
        File.Delete(Path.Combine(folder.Data, "serials.json"));
        time.Now = Noon.AddDays(1);
        Assert.True(new ReportSerials(data.Serials, time).Next() > again);
    }

    [Fact]
    public void Counters_of_all_listeners_are_summed_but_for_the_admin_interface()
    {
        const string stats = """
            http.admin.downstream_rq_5xx: 3
            http.admin.downstream_rq_completed: 40
            http.inbound_0.0.0.0_80.downstream_rq_5xx: 1
            http.inbound_0.0.0.0_80.downstream_rq_completed: 10
            http.other.downstream_rq_5xx: 2
            http.other.downstream_rq_completed: 20
            server.uptime: 61
            """;

        Assert.Equal(new EnvoyCounters(30, 3, TimeSpan.FromSeconds(61)), EnvoyCounters.Read(stats, "http.admin."));
        Assert.Null(EnvoyCounters.Read("OK\n", "http.admin."));
    }

    [Fact]
    public void Traffic_is_that_of_the_last_minutes_under_one_bundle()
    {
        var time = new ManualTime { Now = Noon };
        var meter = new TrafficMeter(time);
        Add(1000, 10, 0);
        Assert.Null(meter.Traffic);
        Add(1100, 12, 60);
        Assert.Equal((100, 2), (meter.Traffic?.Requests, meter.Traffic?.Failures));

        Add(1200, 12, 240);
        Add(1300, 12, 60);
        Assert.Equal((200, 0), (meter.Traffic?.Requests, meter.Traffic?.Failures));

        meter.Add(null, Active(7));
        Assert.Equal(200, meter.Traffic?.Requests);
        meter.Add(new(5000, 0, TimeSpan.FromHours(2)), Active(8));
        Assert.Null(meter.Traffic);

        void Add(long requests, long failures, int seconds)
        {
            time.Now = time.Now.AddSeconds(seconds);
            meter.Add(new(requests, failures, TimeSpan.FromHours(1)), Active(7));
        }
    }

    [Fact]
    public void An_Envoy_that_begins_anew_under_the_same_bundle_is_told_apart_from_a_new_bundle()
    {
        var time = new ManualTime { Now = Noon };
        var meter = new TrafficMeter(time);
        meter.Add(new(1000, 0, TimeSpan.FromHours(1)), Active(7));
        meter.Add(new(2, 1, TimeSpan.FromSeconds(4)), Active(7));

        Assert.Equal(Noon.AddSeconds(-4), meter.RestartedAt);
        Assert.Null(meter.Traffic);

        meter.Add(new(3, 1, TimeSpan.FromSeconds(1)), Active(8));
        Assert.Null(meter.RestartedAt);
    }

    private static GatewayState StateOf(AgentStatus status) => ReportLoop.StateOf(status, Noon);

    private static ActiveBundle Active(long sequence) => new()
    {
        Digest = sequence == 7 ? Digest : BundleDigest.Of("another"u8),
        Sequence = sequence,
        Revision = sequence + 1,
        Epoch = 1,
        ActivatedAt = Noon.AddHours(-1),
        ActivationMilliseconds = 1,
    };

    private sealed class ManualTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}

using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Reports;
using GatewayPipeline.Bundles.Stores;

namespace GatewayPipeline.Agent.Commands;

/// <summary>What <c>gwp-agent run</c> is told.</summary>
internal sealed record RunOptions
{
    private static readonly TimeSpan DefaultPoll = TimeSpan.FromSeconds(10);

    public required string Store { get; init; }

    public required string Channel { get; init; }

    /// <summary>A root document's path, or its digest.</summary>
    public required string Trust { get; init; }

    public required string Data { get; init; }

    public string? Runtime { get; init; }

    public string? Ads { get; init; }

    public string? Status { get; init; }

    public string? Envoy { get; init; }

    public string? Certificates { get; init; }

    public TimeSpan Poll { get; init; } = DefaultPoll;

    /// <summary>Where this gateway says how it is; null: nowhere.</summary>
    public string? Report { get; init; }

    public TimeSpan ReportEvery { get; init; } = GatewayReport.Interval;

    public string GatewayId { get; init; } = Environment.MachineName;

    /// <summary>How much one release may remove without saying so.</summary>
    public ShrinkGuard Guard { get; init; } = ShrinkGuard.Default;

    /// <summary>The command with its options; <paramref name="run"/> is what it does.</summary>
    public static Command ToCommand(Func<RunOptions, CancellationToken, Task<int>> run)
    {
        var store = Required(
            "--store", "URL|FOLDER",
            "The store to follow: a folder, an https:// address, or the address of an Azure container.");
        var channel = Required("--channel", "NAME", "The channel of the store to follow.");
        var trust = Required(
            "--trust", "ROOT|DIGEST", "The root document, which says who may sign; or its digest, and the store has it.");
        var data = Required("--data", "DIR", "The agent's own folder; Envoy's working directory.");
        var runtime = Text(
            "--runtime", "DIR",
            "The folder of the sockets. Default: one per data folder, in $XDG_RUNTIME_DIR or /tmp.");
        var ads = Text("--ads", "SOCKET", "The discovery socket. Default: ads.sock in the runtime folder.");
        var status = Text("--status", "SOCKET", "The status socket. Default: status.sock in the runtime folder.");
        var envoy = Text("--envoy", "PATH", "An Envoy binary: every bundle is loaded by it on trial first.");
        var certificates =
            Text("--certificates", "DIR", "Where certificates are. Default: certificates in the data folder.");
        var gatewayId = Text("--gateway-id", "ID", "This gateway's name. Default: the machine's.");
        var poll = Duration("--poll", "How often to look at the channel, as 500ms, 10s or 1m. Default: 10s.");
        var report = Text(
            "--report", "URL|FOLDER", "Where this gateway reports: a folder, an Azure container, or a pipeline's /api/status.");
        var reportEvery = Duration("--report-every", "How often to report when nothing changes, at most 1m. Default: 30s.");
        var shrinkLimit = Percent(
            "--shrink-limit",
            "How much of its hosts or routes this gateway gives up to a release that does not say that this is meant; "
            + "100: all. Default: 50.");
        RequireChannelName(channel);
        RequireReportable(report, reportEvery, gatewayId);
        var command = new Command("run", "Follow a channel and bring its bundles onto the gateways that connect.")
        {
            store, channel, trust, data, runtime, ads, status, envoy, certificates, poll, gatewayId, report,
            reportEvery, shrinkLimit,
        };
        command.SetAction((parsed, cancellation) => run(
            new()
            {
                Store = parsed.GetRequiredValue(store),
                Channel = parsed.GetRequiredValue(channel),
                Trust = parsed.GetRequiredValue(trust),
                Data = parsed.GetRequiredValue(data),
                Runtime = parsed.GetValue(runtime),
                Ads = parsed.GetValue(ads),
                Status = parsed.GetValue(status),
                Envoy = parsed.GetValue(envoy),
                Certificates = parsed.GetValue(certificates),
                Poll = parsed.GetValue(poll) ?? DefaultPoll,
                Report = parsed.GetValue(report),
                ReportEvery = parsed.GetValue(reportEvery) ?? GatewayReport.Interval,
                GatewayId = parsed.GetValue(gatewayId) ?? Environment.MachineName,
                Guard = parsed.GetValue(shrinkLimit) is { } percent ? ShrinkGuard.Of(percent) : ShrinkGuard.Default,
            },
            cancellation));

        return command;
    }

    internal static Option<string> Required(string name, string helpName, string description) =>
        new(name) { HelpName = helpName, Description = description, Required = true };

    internal static Option<string?> Text(string name, string helpName, string description) =>
        new(name) { HelpName = helpName, Description = description };

    private static Option<int?> Percent(string name, string description)
    {
        var option = new Option<int?>(name) { HelpName = "PERCENT", Description = description };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }]
                && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var percent) && percent <= 100))
            {
                result.AddError($"'{text}' is no percentage: write 0 to 100");
            }
        });

        return option;
    }

    private static Option<TimeSpan?> Duration(string name, string description) => new(name)
    {
        HelpName = "DURATION",
        Description = description,
        CustomParser = ParseDuration,
    };

    private static void RequireChannelName(Option<string> channel) => channel.Validators.Add(result =>
    {
        if (result.Tokens is [{ Value: var name }] && !StoreLayout.IsChannelName(name))
        {
            result.AddError(
                $"'{name}' cannot be a channel: lower-case letters, digits, '.', '_' and '-' make a name");
        }
    });

    private static void RequireReportable(
        Option<string?> report, Option<TimeSpan?> every, Option<string?> gatewayId)
    {
        // A gateway that is silent for longer counts as gone.
        every.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && Durations.Parse(text) > TimeSpan.FromMinutes(1))
            {
                result.AddError($"'{text}' is too seldom: report every minute or more often");
            }
        });
        report.Validators.Add(result =>
        {
            var id = result.GetValue(gatewayId) ?? Environment.MachineName;
            if (!StoreLayout.IsGatewayId(id))
            {
                result.AddError($"'{id}' cannot name a report: letters, digits, '.', '_' and '-' make a --gateway-id");
            }
        });
    }

    private static TimeSpan? ParseDuration(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Durations.Parse(text) is { } duration)
        {
            return duration;
        }

        result.AddError($"'{text}' is no duration: write 500ms, 10s or 1m, at most a day");

        return null;
    }
}

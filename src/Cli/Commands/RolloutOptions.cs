using System.CommandLine;
using GatewayPipeline.Bundles.Trust.Rollouts;

namespace GatewayPipeline.Cli.Commands;

/// <summary>How a release comes to all gateways: the same options for every command that makes one.</summary>
internal sealed class RolloutOptions
{
    private readonly Option<string> preset = new("--rollout")
    {
        HelpName = string.Join('|', RolloutPresets.Names),
        Description = "How it comes to all gateways, in stages; otherwise at once",
    };

    private readonly Option<string[]> canaries = new("--canary")
    {
        HelpName = "ID",
        Description = "A gateway that goes first, alone with the other canaries; may be repeated",
    };

    public void AddTo(Command command)
    {
        preset.AcceptOnlyFromAmong([.. RolloutPresets.Names]);
        command.Options.Add(preset);
        command.Options.Add(canaries);
    }

    /// <summary>The plan that was asked for; null: none was.</summary>
    public RolloutPlan? Read(ParseResult parsed)
    {
        string[] first = parsed.GetValue(canaries) ?? [];
        if (parsed.GetValue(preset) is not { } name || RolloutPresets.Find(name) is not { } plan)
        {
            return first is [] ? null : throw new WrongUsageException("--canary needs a --rollout that goes on after it");
        }

        var staged = first is [] ? plan : plan with
        {
            Canaries = [.. first],
            Stages = [new(0, TimeSpan.Zero), .. plan.Stages],
        };

        return staged.FindObjection() is { } objection ? throw new WrongUsageException($"--canary: {objection}") : staged;
    }
}

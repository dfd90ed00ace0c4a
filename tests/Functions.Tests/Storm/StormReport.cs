using System.Text;

namespace GatewayPipeline.Functions.Tests.Storm;

/// <summary>What became of the pushes of a storm.</summary>
public sealed record StormReport
{
    public int Seed { get; init; }

    public int Released { get; set; }

    public int Superseded { get; set; }

    public int Refused { get; set; }

    /// <summary>What is not settled: at the end, what was lost.</summary>
    public List<string> Open { get; } = [];

    /// <summary>What must never be.</summary>
    public List<string> Wrong { get; } = [];

    public int Kills { get; init; }

    /// <summary>Hosts that gave up on a program that died too often.</summary>
    public int Replacements { get; init; }

    /// <summary>Calls to the store that went wrong.</summary>
    public int Spoiled { get; init; }

    /// <summary>From the end of the storm.</summary>
    public TimeSpan Settled { get; init; }

    /// <summary>What webhooks were answered, and how often.</summary>
    public IReadOnlyDictionary<string, int> Answers { get; init; } = new Dictionary<string, int>();

    /// <summary>The reasons of messages that were put aside.</summary>
    public IReadOnlyList<string> PutAside { get; init; } = [];

    public bool IsGood => Open.Count == 0 && Wrong.Count == 0 && PutAside.All(reason => reason != "no reason");

    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(
            $"seed {Seed}: {Released + Superseded + Refused + Open.Count} pushes: {Released} released, "
            + $"{Superseded} superseded, {Refused} refused, {Open.Count} open");
        text.AppendLine(
            $"{Kills} kills, {Replacements} hosts replaced, {Spoiled} calls to the store spoiled; "
            + $"settled {Settled.TotalSeconds:F0} s after the storm");
        text.AppendLine($"webhooks answered {string.Join(", ", Answers.Select(each => $"{each.Key}: {each.Value}"))}");
        foreach (var group in PutAside.GroupBy(reason => reason))
        {
            text.AppendLine($"put aside {group.Count()} times: {group.Key}");
        }

        foreach (var line in Wrong.Concat(Open).Take(20))
        {
            text.AppendLine(line);
        }

        return text.ToString();
    }
}

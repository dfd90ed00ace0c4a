using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Diagnostics;

/// <summary>GWP39: What silences findings.</summary>
public static class SuppressionRules
{
    public static readonly Rule<string, string> SilencesNothing = new("GWP3901", Stage.Analysis, Severity.Info,
        "A suppression silences nothing",
        (code, reason) => $"this silences no {(code is Suppression.EveryCode ? "finding" : code)}: {reason}");

    public static readonly Rule<string> NamesNothing = new("GWP3902", Stage.Analysis, Severity.Warning,
        "A suppression does not say what it silences",
        missing => $"this silences nothing, because it names no {missing}");

    public static ImmutableArray<Rule> All { get; } = [SilencesNothing, NamesNothing];
}

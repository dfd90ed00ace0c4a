using System.Globalization;

namespace GatewayPipeline.EndToEnd.Tests.Acceptance;

/// <summary>What became of the trees.</summary>
public sealed class AcceptanceReport
{
    public int Drawn { get; internal set; }

    /// <summary>They compile; Envoy was asked about each.</summary>
    public int Passed { get; internal set; }

    public TimeSpan Longest { get; internal set; }

    /// <summary>Exceptions, trees that Envoy refuses though they compile, and those that took too long.</summary>
    public List<string> Failures { get; } = [];

    /// <summary>Trees that we refuse, with what was changed and the findings: to be read.</summary>
    public List<string> Refusals { get; } = [];

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"""
        {Drawn} trees: {Passed} pass, {Refusals.Count} are refused; the longest took {Longest.TotalMilliseconds:F0} ms
        {Failures.Count} failures
        """);
}

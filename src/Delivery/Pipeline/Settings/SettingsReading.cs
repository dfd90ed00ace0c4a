using System.Collections.Immutable;
using System.Globalization;

namespace GatewayPipeline.Delivery.Pipeline.Settings;

/// <summary>What came of reading a settings document.</summary>
public abstract record SettingsReading
{
    private SettingsReading()
    {
    }

    public sealed record Read(PipelineSettings Settings) : SettingsReading;

    /// <param name="Problems">All of them, in the order of the document.</param>
    public sealed record Refused(ImmutableArray<SettingsProblem> Problems) : SettingsReading;
}

/// <param name="Path">As JSONPath writes it: <c>$.sources[0].refs</c>.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in bytes.</param>
public sealed record SettingsProblem(string Path, int Line, int Column, string Message)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Line}:{Column}: {Path}: {Message}");
}

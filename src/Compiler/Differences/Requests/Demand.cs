namespace GatewayPipeline.Compiler.Differences.Requests;

/// <summary>Which part of a request is asked for something.</summary>
internal enum RequestPart
{
    Path,
    Header,
    Parameter,
}

/// <summary>
/// One condition of a route, or its opposite. <paramref name="Name"/> is that of the header, in lower case, or of the
/// parameter.
/// </summary>
internal sealed record Demand(RequestPart Part, string Name, PartCondition Condition, bool IsWanted)
{
    public Demand Opposite => this with { IsWanted = !IsWanted };
}

/// <summary>What one part of a request must be like, absent or with one value.</summary>
/// <param name="Pattern">What its value must be like; null: any will do.</param>
/// <param name="IsInverted">A value that is like the pattern is refused, and any other is taken.</param>
/// <param name="TakesAbsence">It is met also by a request that does not have the part.</param>
internal sealed record PartCondition(TextPattern? Pattern, bool IsInverted, bool TakesAbsence)
{
    /// <summary>What has to be true of a value that meets it; null: nothing can be said, for it depends on no text.</summary>
    public TextDemand? OfValue(bool isWanted) =>
        Pattern is null ? null : new TextDemand(Pattern, isWanted != IsInverted);

    /// <summary>Whether a value has a chance, where no pattern judges it.</summary>
    public bool TakesAnyValue => Pattern is not null || !IsInverted;
}

namespace GatewayPipeline.Cli.Tests;

/// <summary>The clock, some days from now.</summary>
internal sealed class OtherDay(double days) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddDays(days);
}

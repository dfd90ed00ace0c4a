namespace GatewayPipeline.Bundles.Stores;

/// <summary>How long a server may take. Whoever sends a byte now and then must come to an end too.</summary>
public sealed record HttpPatience(TimeSpan Silence, int SlowestBytesPerSecond)
{
    public static HttpPatience Default { get; } = new(TimeSpan.FromSeconds(30), 16 * 1024);

    public TimeSpan For(int bytes) => Silence + TimeSpan.FromSeconds((double)bytes / SlowestBytesPerSecond);
}

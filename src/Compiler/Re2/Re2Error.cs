namespace GatewayPipeline.Compiler.Re2;

/// <summary>
/// Why RE2 would refuse a pattern, in RE2's words, and where: <paramref name="Position"/> counts characters of the
/// pattern.
/// </summary>
public sealed record Re2Error(string Reason, int Position)
{
    public override string ToString() => Reason;
}

namespace GatewayPipeline.Agent.Tests.Attacks;

/// <summary>One thing that keeps attackers out, and the test that fails without it.</summary>
/// <param name="Name">In lower case, with hyphens.</param>
/// <param name="File">Where it stands, from the repository's root.</param>
/// <param name="Text">The source text that enforces it: once in the file.</param>
/// <param name="Without">The same text with <see cref="Off"/> in it, which is true while the control is turned off.</param>
/// <param name="Test">Class and method of the attack, as <c>CLASS.METHOD</c>.</param>
internal sealed record Control(string Name, string File, string Text, string Without, string Test)
{
    public const string Off = "OFF";

    /// <summary>Names the control that is turned off, in a copy of the sources that a campaign has changed.</summary>
    public const string Variable = "ATTACK_CAMPAIGN_OFF";

    /// <summary>The source text of the changed copy: nobody but a campaign ever compiles it.</summary>
    public string Patched => Without.Replace(
        Off, $"(System.Environment.GetEnvironmentVariable(\"{Variable}\") == \"{Name}\")", StringComparison.Ordinal);
}

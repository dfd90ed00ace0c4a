namespace GatewayPipeline.Compiler.Diagnostics;

/// <summary>A look for findings that goes on beside other work, since nothing but findings comes of it.</summary>
internal static class FindingsBeside
{
    /// <summary>What is found comes in a bag of its own.</summary>
    public static Task<DiagnosticBag> Find(Action<DiagnosticBag> look, Profile profile) => Task.Run(() =>
    {
        var bag = new DiagnosticBag(profile);
        look(bag);

        return bag;
    });
}

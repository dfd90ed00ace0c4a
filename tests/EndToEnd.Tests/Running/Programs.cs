using System.Runtime.CompilerServices;

namespace GatewayPipeline.EndToEnd.Tests.Running;

/// <summary>Where the programs lie: our own as they were built, and those of others that a test may need.</summary>
public static class Programs
{
    public static string Repository { get; } = Path.GetFullPath("../../..", Here());

    /// <summary>The folder of the command line as this configuration built it: one assembly for each project.</summary>
    public static string Built => Path.Combine(Repository, "artifacts", "bin", "Cli", Configuration);

    /// <summary>The command line as this configuration built it, or as it was published; the agent lies beside it.</summary>
    public static string Gwp { get; } = Named("GWP_PATH") ?? Path.Combine(Built, "gwp");

    public static string Agent { get; } = Path.Combine(Path.GetDirectoryName(Gwp) ?? "", "gwp-agent");

    /// <summary>The newest Envoy that is supported, or null: there is none here.</summary>
    public static string? Envoy { get; } = Named("ENVOY_PATH") ?? OnPath("envoy");

    /// <summary>The oldest Envoy that is supported.</summary>
    public static string? OldestEnvoy { get; } = Named("ENVOY_OLDEST_PATH");

    public static string? Istioctl { get; } = Named("ISTIOCTL_PATH") ?? OnPath("istioctl");

    /// <summary>The program, or the end of the test that wanted it: skipped, with the reason.</summary>
    public static string OrSkip(string? program, string whatToDo)
    {
        Assert.SkipWhen(program is null, whatToDo);

        return program ?? "";
    }

    public static string EnvoyOrSkip() => OrSkip(Envoy, "no Envoy here: set ENVOY_PATH, or have envoy on PATH");

    // debug or release: the folder that this very assembly was built into.
    private static string Configuration => Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    private static string? Named(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } path && File.Exists(path) ? path : null;

    private static string? OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path) ?? "";
}

namespace GatewayPipeline.Cli.Up;

/// <summary>Looks for Envoy where a person would have put it.</summary>
internal static class EnvoyProgram
{
    public const string Variable = "ENVOY_PATH";

    /// <summary>The program of <c>ENVOY_PATH</c>, else <c>envoy</c> on PATH, else null.</summary>
    /// <exception cref="BrokenWorldException"><c>ENVOY_PATH</c> names no file.</exception>
    public static string? Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return File.Exists(named)
                ? Path.GetFullPath(named)
                : throw new BrokenWorldException(
                    $"{Variable} names {named}, and there is no such file: set it to an Envoy or unset it");
        }

        return (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, "envoy"))
            .FirstOrDefault(File.Exists);
    }
}

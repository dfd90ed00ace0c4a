namespace GatewayPipeline.Infrastructure.Tests.Deployment;

/// <summary>What there are parameters for.</summary>
internal static class Environments
{
    public static string[] All { get; } =
    [
        .. Directory.EnumerateFiles(Repository.Templates, "main.*.bicepparam")
            .Select(path => Path.GetFileName(path).Split('.')[1])
            .Order(StringComparer.Ordinal),
    ];
}

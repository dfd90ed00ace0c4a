namespace GatewayPipeline.Agent.Tests.Gateways;

/// <summary>The Envoy that tests run against: <c>ENVOY_PATH</c>, else <c>envoy</c> on the path.</summary>
public static class EnvoyBinary
{
    public static string PathOrSkip()
    {
        if (Find() is { } path)
        {
            return path;
        }

        Assert.Skip("needs Envoy: set ENVOY_PATH, or put envoy on PATH");

        return "";
    }

    public static string? Find()
    {
        if (Environment.GetEnvironmentVariable("ENVOY_PATH") is { Length: > 0 } stated)
        {
            return File.Exists(stated) ? stated : throw new FileNotFoundException($"ENVOY_PATH names '{stated}'");
        }

        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Select(folder => Path.Combine(folder, "envoy"))
            .FirstOrDefault(File.Exists);
    }
}

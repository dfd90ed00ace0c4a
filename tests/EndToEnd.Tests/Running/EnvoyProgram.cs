namespace GatewayPipeline.EndToEnd.Tests.Running;

/// <summary>An Envoy, and which one it says it is.</summary>
public sealed record EnvoyProgram(string Path, Version Version)
{
    public static async Task<EnvoyProgram> AskAsync(string path)
    {
        // "envoy  version: HASH/1.40.0/Clean/RELEASE/BoringSSL"
        var (_, output) = await Child.RunAsync(path, ["--version"], "/");

        return new(path, Version.Parse(output.Split("version: ")[1].Split('/')[1]));
    }
}

using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;

namespace GatewayPipeline.Agent.Disk;

/// <summary>
/// A small fact that survives the process: one line of JSON, and a line with its digest that finds rot.
/// </summary>
internal sealed class StateFile<T>(string path, JsonTypeInfo<T> type)
    where T : class
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Null when there is none, or when it is not what was written.</summary>
    public T? Read()
    {
        try
        {
            return File.ReadAllText(path, Encoding.UTF8).Split('\n') is [var json, var digest, ""]
                && BundleDigest.Of(Encoding.UTF8.GetBytes(json)).ToString() == digest
                ? JsonSerializer.Deserialize(json, type)
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <exception cref="IOException">The disk did not take it; the former content stands.</exception>
    public void Write(T value)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(value, type);
        DurableFile.Write(path, [.. json, .. Encoding.UTF8.GetBytes($"\n{BundleDigest.Of(json)}\n")], OwnerOnly);
    }

    public void Delete()
    {
        if (File.Exists(path))
        {
            File.Delete(path);
        }
    }
}

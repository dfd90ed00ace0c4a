using GatewayPipeline.Delivery.Sources;

namespace GatewayPipeline.Delivery.Secrets;

/// <summary><c>file:PATH</c>: a file that is its owner's alone, as key files are.</summary>
internal sealed class FilePlace : ISecretPlace
{
    public string Scheme => "file";

    public string? Objection(string name) =>
        name.Length > 0 ? null : "a secret in a file is written file:PATH";

    public async Task<byte[]> ReadAsync(
        string name, SecretSurroundings surroundings, CancellationToken cancellation)
    {
        try
        {
            return PrivateFile.Objection(name) is { } objection
                ? throw new SecretException(objection)
                : await File.ReadAllBytesAsync(name, cancellation);
        }
        catch (Exception exception) when (
            exception is (IOException or UnauthorizedAccessException) and not SecretException)
        {
            throw new SecretException(SystemWord.Of(exception), exception);
        }
    }
}

using System.Security.Cryptography;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Secrets;

namespace GatewayPipeline.Delivery.Signing;

/// <summary>Signs with a private key in a PEM file that nobody but its owner may read.</summary>
public sealed class KeyFileSigner : ISigner, IDisposable
{
    private readonly ECDsa key;
    private readonly Lock turn = new();

    private KeyFileSigner(ECDsa key)
    {
        this.key = key;
        PublicKey = PublicKey.Of(key);
    }

    public PublicKey PublicKey { get; }

    /// <exception cref="KeyFileException">The file is missing, open to others, or no key of the kind that is signed
    /// with.</exception>
    public static KeyFileSigner Load(string path)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(ReadSecret(path));

            return new(key);
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            key.Dispose();

            throw new KeyFileException($"{path} holds no private key on the curve P-256 in PEM form.", exception);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    public Task<ReadOnlyMemory<byte>> SignAsync(ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (turn)
        {
            return Task.FromResult<ReadOnlyMemory<byte>>(
                key.SignData(data.Span, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        }
    }

    public void Dispose() => key.Dispose();

    private static string ReadSecret(string path)
    {
        try
        {
            return PrivateFile.Objection(path) is { } objection
                ? throw new KeyFileException(objection)
                : File.ReadAllText(path);
        }
        catch (Exception exception) when (
            exception is (IOException or UnauthorizedAccessException) and not KeyFileException)
        {
            throw new KeyFileException($"The key {path} cannot be read: {exception.Message}", exception);
        }
    }
}

/// <summary>A key cannot be used as it lies there.</summary>
public sealed class KeyFileException : IOException
{
    public KeyFileException()
    {
    }

    public KeyFileException(string message)
        : base(message)
    {
    }

    public KeyFileException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

using System.Security.Cryptography;
using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Delivery.Signing;

/// <summary>The public half of a key that somebody else keeps, in a PEM file.</summary>
public static class PublicKeyFile
{
    /// <exception cref="KeyFileException">The file cannot be read, or holds no key on P-256.</exception>
    public static PublicKey Read(string path)
    {
        using var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(path));

            return PublicKey.Of(key);
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            throw new KeyFileException($"{path} holds no public key on the curve P-256 in PEM form.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KeyFileException($"The public key {path} cannot be read: {exception.Message}", exception);
        }
    }
}

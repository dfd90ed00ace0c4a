using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace GatewayPipeline.Bundles.Trust.Rollouts;

/// <summary>Who is in the cohort: a fair share of all gateways, and a higher percentage only adds to it.</summary>
public static class Cohort
{
    private const int Buckets = 10_000;

    public static bool Includes(string salt, string gatewayId, int percent) =>
        BucketOf(salt, gatewayId) < percent * (Buckets / 100);

    /// <summary>0 to 9,999: the first eight bytes of SHA-256(salt, NUL, id), big-endian, modulo 10,000.</summary>
    public static int BucketOf(string salt, string gatewayId)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{salt}\0{gatewayId}"), hash);

        return (int)(BinaryPrimitives.ReadUInt64BigEndian(hash) % Buckets);
    }
}

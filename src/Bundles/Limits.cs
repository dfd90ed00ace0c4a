namespace GatewayPipeline.Bundles;

/// <summary>
/// Every bound that writers keep and readers enforce, in one table, so that the two can never disagree.
/// </summary>
public static class Limits
{
    private const int KiB = 1024;
    private const int MiB = 1024 * KiB;

    /// <summary>A bundle as it is stored and fetched: compressed.</summary>
    public const int BundleBytes = 64 * MiB;

    /// <summary>A bundle's content: the tar inside.</summary>
    public const int BundleContentBytes = 256 * MiB;

    public const int HeadBytes = 64 * KiB;
    public const int ReleaseBytes = 256 * KiB;
    public const int RootBytes = 512 * KiB;
    public const int ReportBytes = 16 * KiB;
    public const int AttestationBytes = 256 * KiB;

    /// <summary>Signatures on one envelope, and keys of one role.</summary>
    public const int Signatures = 32;

    /// <summary>Roots that are followed in one go: a chain that never ends is not one.</summary>
    public const int RootRotations = 256;

    /// <summary>
    /// How far a revision or a sequence may run ahead of the floor: a stolen key cannot use up the numbers.
    /// </summary>
    public const long CounterJump = 1_000_000;

    public const int ManifestBytes = 16 * MiB;
    public const long TreeBytes = 512L * MiB;
    public const int TreeFiles = 200_000;
    public const int ManifestDepth = 64;

    public const int Hosts = 100_000;
    public const int Routes = 500_000;
}

using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Compiler;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Delivery.Publishing;

/// <summary>What came of building what another builder has proposed.</summary>
public abstract record Rebuild
{
    private Rebuild()
    {
    }

    /// <param name="Source">Where it was read, with the namespaces that are held back here as well.</param>
    /// <param name="Fleet">Whom it is for; null: the manifests do not say.</param>
    public sealed record Made(Bundle Bundle, ReleaseSource Source, FleetSettings? Fleet) : Rebuild;

    /// <param name="Tree">All that findings speak of, for whoever shows lines of it.</param>
    public sealed record Failed(Compilation Compilation, ManifestTree Tree, string Reason) : Rebuild;

    /// <summary>The sources are not what this builder would have built, or cannot be had.</summary>
    public sealed record Refused(string Reason) : Rebuild;
}

using GatewayPipeline.Compiler.Diagnostics;

namespace GatewayPipeline.Compiler.Model;

/// <summary>What the mesh settles for every gateway, in MeshConfig's own names; Istio's defaults where nothing is said.</summary>
internal sealed record MeshSettings
{
    public static MeshSettings Default { get; } = new();

    /// <summary><c>connectTimeout</c>: how long a connection to an endpoint may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary><c>dnsRefreshRate</c>: how often a name is resolved anew.</summary>
    public TimeSpan DnsRefreshRate { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary><c>pathNormalization.normalization</c>: what is done to a path before it is matched.</summary>
    public PathNormalization PathNormalization { get; init; } = PathNormalization.Base;

    /// <summary><c>defaultHttpRetryPolicy</c>: the retries of a rule that says nothing of them.</summary>
    public Fields? DefaultRetries { get; init; }

    /// <summary><c>defaultConfig.gatewayTopology</c>: what stands before the gateways.</summary>
    public GatewayTopology Topology { get; init; } = GatewayTopology.Default;

    public static MeshSettings Bind(Fields mesh, DiagnosticBag diagnostics)
    {
        var settings = Default;
        foreach (var entry in mesh.Mapping.Entries)
        {
            switch (entry.Key.Value)
            {
                case "connectTimeout":
                    settings = settings with { ConnectTimeout = mesh.Duration("connectTimeout") ?? settings.ConnectTimeout };
                    break;
                case "dnsRefreshRate":
                    settings = settings with { DnsRefreshRate = mesh.Duration("dnsRefreshRate") ?? settings.DnsRefreshRate };
                    break;
                case "pathNormalization":
                    settings = settings with { PathNormalization = Normalization(mesh.Object("pathNormalization")?.Text("normalization")) };
                    break;
                case "defaultHttpRetryPolicy":
                    settings = settings with { DefaultRetries = mesh.Object("defaultHttpRetryPolicy") };
                    break;
                case "defaultConfig":
                    settings = settings with { Topology = GatewayTopology.BindConfig(mesh.Object("defaultConfig"), diagnostics) };
                    break;
                default:
                    diagnostics.Add(ValueRules.NotHandledYet.At(entry.Key.Span, $"MeshConfig field '{entry.Key.Value}'"));
                    break;
            }
        }

        return settings;
    }

    private static PathNormalization Normalization(string? text) => text switch
    {
        "NONE" => PathNormalization.None,
        "MERGE_SLASHES" => PathNormalization.MergeSlashes,
        "DECODE_AND_MERGE_SLASHES" => PathNormalization.DecodeAndMergeSlashes,
        _ => PathNormalization.Base,
    };
}

/// <summary>Istio's levels of path normalization, each doing what the one before does, and more.</summary>
internal enum PathNormalization
{
    None,
    Base,
    MergeSlashes,
    DecodeAndMergeSlashes,
}

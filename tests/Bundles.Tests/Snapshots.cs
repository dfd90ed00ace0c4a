using System.Text;
using CsCheck;

namespace GatewayPipeline.Bundles.Tests;

/// <summary>Snapshots for tests: a small one that never changes, and arbitrary ones.</summary>
internal static class Snapshots
{
    public static XdsSnapshot Small { get; } = Of(
        new(TypeUrls.Cluster, "outbound|8080||catalog.shop.svc.cluster.local", "cluster"u8.ToArray()),
        new(TypeUrls.Cluster, "outbound|8080||orders.shop.svc.cluster.local", "another"u8.ToArray()),
        new(TypeUrls.Listener, "0.0.0.0_80", "listener"u8.ToArray()),
        new(TypeUrls.RouteConfiguration, "http.80", ReadOnlyMemory<byte>.Empty));

    private static readonly Gen<string> Names =
        Gen.Select(
            Gen.String[Gen.Char.AlphaNumeric, 1, 12],
            Among("", "é", "日本", "\"<>&", "\uFFFD", "🚀", " \n"),
            (name, odd) => name + odd);

    private static readonly Gen<XdsResource> Resources =
        Gen.Select(Among([.. TypeUrls.InActivationOrder]), Names, Gen.Byte.Array[0, 300])
            .Select((type, name, value) => new XdsResource(type, name, value));

    /// <summary>Any snapshot that keeps its contract.</summary>
    public static Gen<XdsSnapshot> Any { get; } =
        Gen.Select(
                Resources.Array[0, 20],
                Gen.Byte.Array[0, 2000],
                Gen.Byte.Array[0, 2000],
                Gen.Int[0, 1000],
                Names.Array[0, 5])
            .Select((resources, bootstrap, staticBootstrap, count, paths) => Of(resources) with
            {
                Bootstrap = bootstrap,
                StaticBootstrap = staticBootstrap,
                Totals =
                    new() { Listeners = count, Hosts = count * 2, Routes = count * 3, Clusters = 1, Endpoints = 0 },
                Requires = new()
                {
                    MinEnvoy = "1.36",
                    MaxEnvoy = "1.40",
                    Ports = [.. Enumerable.Range(1, count % 7)],
                    CertificateFiles = [.. paths.Distinct().Order(StringComparer.Ordinal)],
                },
            });

    public static XdsSnapshot Of(params XdsResource[] resources) => new()
    {
        Resources =
        [
            .. resources
                .DistinctBy(resource => (resource.TypeUrl, resource.Name))
                .OrderBy(resource => resource.TypeUrl, StringComparer.Ordinal)
                .ThenBy(resource => resource.Name, StringComparer.Ordinal),
        ],
        Bootstrap = Encoding.UTF8.GetBytes("""{"node":{"id":"{{node.id}}"}}"""),
        StaticBootstrap = "static"u8.ToArray(),
        Totals = new() { Listeners = 1, Hosts = 1, Routes = 1, Clusters = 2, Endpoints = 0 },
        Requires = new()
        {
            MinEnvoy = "1.36",
            MaxEnvoy = "1.40",
            Ports = [80, 443],
            CertificateFiles = ["certificates/a/tls.crt"],
        },
    };

    private static Gen<T> Among<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    public static void AssertSame(XdsSnapshot expected, XdsSnapshot actual)
    {
        Assert.Equal(
            expected.Resources.Select(each => (each.TypeUrl, each.Name, Convert.ToHexString(each.Value.Span))),
            actual.Resources.Select(each => (each.TypeUrl, each.Name, Convert.ToHexString(each.Value.Span))));
        Assert.Equal(expected.Bootstrap.ToArray(), actual.Bootstrap.ToArray());
        Assert.Equal(expected.StaticBootstrap.ToArray(), actual.StaticBootstrap.ToArray());
        Assert.Equal(expected.Totals, actual.Totals);
        Assert.Equal(expected.Requires.MinEnvoy, actual.Requires.MinEnvoy);
        Assert.Equal(expected.Requires.MaxEnvoy, actual.Requires.MaxEnvoy);
        Assert.Equal(expected.Requires.Ports.AsEnumerable(), actual.Requires.Ports);
        Assert.Equal(expected.Requires.CertificateFiles.AsEnumerable(), actual.Requires.CertificateFiles);
    }
}

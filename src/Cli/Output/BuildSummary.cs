using System.Globalization;
using GatewayPipeline.Bundles;

namespace GatewayPipeline.Cli.Output;

/// <summary>What a build came to, in a few aligned lines.</summary>
internal static class BuildSummary
{
    public static void Write(TextWriter output, Bundle bundle)
    {
        var totals = bundle.Snapshot.Totals;
        var raw = bundle.Snapshot.Resources.Sum(resource => (long)resource.Value.Length);
        Line(output, "digest", bundle.ContentDigest.ToString());
        Line(output, "size", string.Create(
            CultureInfo.InvariantCulture, $"{bundle.Bytes.Length:N0} bytes, {raw:N0} bytes of resources"));
        Line(output, "listeners", Count(totals.Listeners));
        Line(output, "hosts", Count(totals.Hosts));
        Line(output, "routes", Count(totals.Routes));
        Line(output, "clusters", Count(totals.Clusters));
        Line(output, "endpoints", Count(totals.Endpoints));
    }

    private static string Count(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static void Line(TextWriter output, string name, string value) => output.WriteLine($"{name,-10} {value}");
}

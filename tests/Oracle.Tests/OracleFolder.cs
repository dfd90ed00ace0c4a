using System.Text.Json;
using GatewayPipeline.EndToEnd.Tests.Running;

namespace GatewayPipeline.Oracle.Tests;

/// <summary>Where the recorded cases lie, with the program that asks an Envoy their requests.</summary>
internal sealed class OracleFolder
{
    /// <summary>Kinds of cases whose language is built; other areas need kinds that are still to come.</summary>
    private static readonly string[] Areas =
    [
        "action", "destinationrule", "gateway", "kubernetes", "match", "random", "serviceentry", "tcp", "tls",
    ];

    private readonly string root;

    private OracleFolder(string root) => this.root = root;

    public string Runner => Path.Combine(root, "run_envoy.py");

    public static OracleFolder FindOrSkip()
    {
        var root = Environment.GetEnvironmentVariable("ORACLE_PATH");
        var isThere = root is { Length: > 0 } && Directory.Exists(Path.Combine(root, "cases"));

        return new(Programs.OrSkip(
            isThere ? root : null, "no recorded cases here: set ORACLE_PATH to the folder that holds cases/"));
    }

    /// <summary>All cases of the areas, in order of their names.</summary>
    public OracleCase[] Cases() => Cases(Areas);

    /// <summary>The same with those of which nothing but the verdict of validation was recorded.</summary>
    public OracleCase[] ValidatedCases() => Cases([.. Areas, "invalid"]);

    /// <summary>What Istio's validation said of single objects.</summary>
    public IEnumerable<RecordedVerdict> Verdicts()
    {
        var file = Path.Combine(root, "validation.jsonl");

        return File.ReadLines(Programs.OrSkip(File.Exists(file) ? file : null, "no recorded verdicts here: validation.jsonl is missing"))
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Select(row => new RecordedVerdict(
                row.GetProperty("id").GetString() ?? "",
                row.GetProperty("verdict").GetString() is not "reject",
                row.GetProperty("manifest").GetRawText()));
    }

    private OracleCase[] Cases(string[] areas) =>
    [
        .. Directory.EnumerateDirectories(Path.Combine(root, "cases"))
            .Where(folder => areas.Contains(Path.GetFileName(folder).Split('-')[0]))
            .Order(StringComparer.Ordinal)
            .Select(folder => new OracleCase(folder)),
    ];
}

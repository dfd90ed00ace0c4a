using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Syntax;

namespace GatewayPipeline.Compiler.Xds.Clusters.Localities;

/// <summary>
/// Localities as <c>region/zone/subzone</c>: no part is empty, a wildcard stands at the end, and no two in one list
/// overlap.
/// </summary>
internal static class LocalityNameCheck
{
    private const char Wildcard = '*';

    public static void CheckDistribution(Fields setting, DiagnosticBag diagnostics)
    {
        var entries = setting.Objects("distribute");
        foreach (var missing in entries.Where(entry => !entry.Has("from")))
        {
            diagnostics.Add(SchemaRules.RequiredField.At(missing.Span, "from", "an entry of distribute").WithHelp("add 'from'"));
        }

        CheckAll([.. entries.Select(entry => entry.Scalar("from")).OfType<ScalarSyntax>().Select(from => from.Text)], Covers, diagnostics);
        foreach (var entry in entries)
        {
            // A map has no order, so either of two may be the wider one.
            CheckAll([.. entry.Map("to").Select(share => share.Key)], (one, other) => Covers(one, other) || Covers(other, one), diagnostics);
        }
    }

    /// <summary>Failover goes from region to region: the zones of a region stand in for each other anyway.</summary>
    public static void CheckRegion(Fields entry, string name, DiagnosticBag diagnostics)
    {
        if (entry.Scalar(name) is { } region && (region.Value.Contains('/', StringComparison.Ordinal) || region.Value.Contains(Wildcard, StringComparison.Ordinal)))
        {
            diagnostics.Add(TrafficPolicyRules.NoLocality.At(region.Span, region.Value, "failover is from region to region, without zones and wildcards"));
        }
    }

    private static void CheckAll(
        ImmutableArray<LocatedText> localities, Func<string, string, bool> overlap, DiagnosticBag diagnostics)
    {
        for (var i = 0; i < localities.Length; i++)
        {
            var locality = localities[i];
            if (Problem(locality.Value) is { } problem)
            {
                diagnostics.Add(TrafficPolicyRules.NoLocality.At(locality.Span, locality.Value, problem));
            }
            else if (localities.Take(i).Where(earlier => overlap(earlier.Value, locality.Value)).ToList() is [var other, ..])
            {
                var reason = other.Value == locality.Value ? "it stands there twice" : $"'{other.Value}' covers it already";
                diagnostics.Add(TrafficPolicyRules.NoLocality.At(locality.Span, locality.Value, reason).Also(other.Span, "here"));
            }
        }
    }

    private static string? Problem(string locality) =>
        locality.IndexOf(Wildcard, StringComparison.Ordinal) is >= 0 and var at && at < locality.Length - 1 ? "a wildcard stands at the end alone"
        : locality.Split('/', 3).Any(part => part.Length is 0) ? "a part of it is empty"
        : null;

    // A region alone stands for all of its zones, as does a wildcard in their place.
    private static bool Covers(string earlier, string later)
    {
        var (wide, narrow) = (earlier.Split('/', 3), later.Split('/', 3));
        for (var i = 0; i < Math.Min(wide.Length, narrow.Length); i++)
        {
            if (wide[i] is "*")
            {
                return true;
            }

            if (wide[i] != narrow[i])
            {
                return false;
            }
        }

        return true;
    }
}

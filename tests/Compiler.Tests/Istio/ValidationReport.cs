using System.Text.RegularExpressions;
using GatewayPipeline.Compiler.Diagnostics;

namespace GatewayPipeline.Compiler.Tests.Istio;

/// <summary>How the verdicts agreed, and where they differ: in classes, by what either side says.</summary>
public sealed partial class ValidationReport
{
    private readonly SortedDictionary<string, (int Count, string Example)> classes = new(StringComparer.Ordinal);
    private int refused;
    private int milder;
    private int stricter;
    private int known;

    public int Documents { get; private set; }

    public int AcceptedByBoth { get; private set; }

    /// <summary>Documents on which Istio's program fails instead of answering.</summary>
    public List<string> Unanswered { get; } = [];

    /// <summary>What differs and is not known to, most frequent first.</summary>
    public IEnumerable<(string Class, int Count, string Example)> Classes => classes
        .OrderByDescending(found => found.Value.Count)
        .Select(found => (found.Key, found.Value.Count, found.Value.Example));

    public double Agreement => Documents is 0 ? 1 : (double)(AcceptedByBoth + refused) / Documents;

    internal void AddUnanswered(string document)
    {
        Documents++;
        refused++;
        Unanswered.Add(document);
    }

    internal void Add(string document, string[] theirs, Diagnostic[] ours)
    {
        Documents++;
        var errors = ours.Where(found => found.Severity is Severity.Error).ToArray();

        // Unknown fields are refused by the program alone: behind the webhook they are dropped, and we warn.
        var isUnknownField = theirs is [var only] && only.Contains("unknown field", StringComparison.Ordinal) && ours.Any(found => found.Rule == SchemaRules.UnknownField);
        switch (theirs, errors)
        {
            case ([], []):
                AcceptedByBoth++;
                break;
            case ([_, ..], [_, ..]):
                refused++;
                break;
            case ([_, ..], []) when isUnknownField:
                refused++;
                break;
            case ([_, ..], []):
                milder++;
                Count(Fold(theirs[0]) + " / accepted", $"{document}\n    Istio: {string.Join("; ", theirs)}");
                break;
            default:
                stricter++;
                Count($"accepted / {string.Join(", ", errors.Select(Fold).Distinct().Order(StringComparer.Ordinal))}", $"{document}\n    gwp: {string.Join<Diagnostic>("; ", errors)}");
                break;
        }
    }

    public override string ToString() => FormattableString.Invariant($"""
        {Documents} documents: {AcceptedByBoth} accepted by both, {refused} refused by both, {Agreement:P2} alike
        {milder} refused by Istio alone, {stricter} by us alone; {known} of them known, the others of {classes.Count} classes
        {Unanswered.Count} on which Istio's program fails
        """);

    private void Count(string kind, string example)
    {
        if (KnownDifference.Covers(kind))
        {
            known++;

            return;
        }

        var seen = classes.GetValueOrDefault(kind, (Count: 0, Example: example));
        classes[kind] = (seen.Count + 1, seen.Example.Length <= example.Length ? seen.Example : example);
    }

    private static string Fold(Diagnostic found) => $"{found.Rule.Code} {Fold(found.Message)}";

    // Names and numbers differ from document to document.
    private static string Fold(string message) => NumberPattern().Replace(QuotedPattern().Replace(message.ReplaceLineEndings(" "), "…"), "N");

    [GeneratedRegex(@"""(?:[^""\\]|\\.)*""|'[^']*'|\[[^\]]*\]")]
    private static partial Regex QuotedPattern();

    [GeneratedRegex(@"-?\d[\w.:/*+-]*")]
    private static partial Regex NumberPattern();
}

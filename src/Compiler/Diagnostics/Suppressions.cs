using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Diagnostics;

/// <summary>Silences warnings and infos where somebody said so; never an error, for that stops the build.</summary>
internal sealed class Suppressions(ImmutableArray<Suppression> all)
{
    private const string NothingFound = "nothing of that kind is found there";
    private const string IsError = "what is found there is an error, and errors are mended, not silenced";

    private readonly ILookup<SuppressedPlace, Suppression> byPlace = all.ToLookup(each => each.Place);

    private readonly ImmutableArray<Suppression> ofFiles = [.. all.Where(each => each.Place is SuppressedPlace.Files)];

    /// <param name="diagnostics">All findings, with the objects that they are about.</param>
    /// <param name="result">Takes what is left, and a finding for each suppression that silences nothing.</param>
    /// <returns>What was silenced.</returns>
    public ImmutableArray<SuppressedFinding> Apply(ImmutableArray<Diagnostic> diagnostics, DiagnosticBag result)
    {
        var silenced = ImmutableArray.CreateBuilder<SuppressedFinding>();
        var used = new HashSet<Suppression>(ReferenceEqualityComparer.Instance);
        var onErrors = new HashSet<Suppression>(ReferenceEqualityComparer.Instance);
        foreach (var diagnostic in diagnostics)
        {
            var isError = diagnostic.Severity is Severity.Error;
            var naming = all.IsEmpty ? [] : Naming(diagnostic).ToArray();
            (isError ? onErrors : used).UnionWith(naming);
            if (isError || naming is [])
            {
                result.Keep(diagnostic);
            }
            else
            {
                silenced.Add(SuppressedFinding.Of(diagnostic, naming[0]));
            }
        }

        foreach (var suppression in all.Where(each => !used.Contains(each) && each.MustSilence))
        {
            var reason = onErrors.Contains(suppression) ? IsError : NothingFound;
            result.Add(SuppressionRules.SilencesNothing.At(suppression.Span, suppression.Code, reason)
                .WithHelp("take it out"));
        }

        return silenced.ToImmutable();
    }

    private IEnumerable<Suppression> Naming(Diagnostic diagnostic)
    {
        var (path, line) = (diagnostic.Span.Path, diagnostic.Span.Start.Line);
        var ofResource = diagnostic.Resource is { } id ? byPlace[new SuppressedPlace.Resource(id, path)] : [];
        var here = byPlace[new SuppressedPlace.Line(path, line)].Concat(ofResource)
            .Where(each => each.Names(diagnostic.Rule));

        return here.Concat(ofFiles.Where(each =>
            each.Names(diagnostic.Rule) && each.Place is SuppressedPlace.Files files && files.Holds(path)));
    }
}

using System.Collections.Immutable;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Diagnostics;

/// <summary>Collects findings while a stage works, and hands them over in source order.</summary>
public sealed class DiagnosticBag(Profile profile)
{
    private readonly List<Diagnostic> found = [];

    public Profile Profile => profile;

    public bool HasErrors { get; private set; }

    public void Add(Diagnostic diagnostic)
    {
        var severity = diagnostic.Rule.SeverityIn(profile);
        found.Add(WithoutSecrets(diagnostic) with { Severity = severity });
        HasErrors |= severity is Severity.Error;
    }

    /// <summary>Adds a finding that another bag has judged.</summary>
    public void Keep(Diagnostic diagnostic)
    {
        found.Add(diagnostic);
        HasErrors |= diagnostic.Severity is Severity.Error;
    }

    /// <summary>Adds what another bag of the same profile has collected.</summary>
    public void AddAll(DiagnosticBag other)
    {
        found.AddRange(other.found);
        HasErrors |= other.HasErrors;
    }

    /// <summary>All findings of some bags, each as its own bag has judged it; of two that are the same, the worse.</summary>
    public static DiagnosticBag Union(IEnumerable<DiagnosticBag> bags)
    {
        ImmutableArray<DiagnosticBag> all = [.. bags];
        var union = new DiagnosticBag(all[0].Profile);
        foreach (var diagnostic in all.SelectMany(bag => bag.found).OrderByDescending(diagnostic => diagnostic.Severity))
        {
            union.Keep(diagnostic);
        }

        return union;
    }

    /// <summary>A bag with the same findings, each as bad as it is in the other profile.</summary>
    public DiagnosticBag In(Profile other)
    {
        var bag = new DiagnosticBag(other);
        foreach (var diagnostic in found)
        {
            bag.Add(diagnostic);
        }

        return bag;
    }

    /// <summary>True if something in this stretch was found wrong or doubtful already.</summary>
    public bool HasFindingWithin(SourceSpan span) => found.Exists(diagnostic =>
        diagnostic.Severity is not Severity.Info && span.Contains(diagnostic.Span.Start) && diagnostic.Span.Path == span.Path);

    // Messages quote values, and are read by more people than the tree.
    private static Diagnostic WithoutSecrets(Diagnostic diagnostic) => diagnostic with
    {
        Message = SecretText.Masked(diagnostic.Message),
        Help = diagnostic.Help is { } help ? SecretText.Masked(help) : null,
        Related = diagnostic.Related is []
            ? []
            : [.. diagnostic.Related.Select(each => each with { Message = SecretText.Masked(each.Message) })],
    };

    /// <summary>Each finding once, ordered by file, position, code and message.</summary>
    public ImmutableArray<Diagnostic> ToImmutable() =>
    [
        .. found
            .DistinctBy(d => (d.Span, d.Rule.Code, d.Message))
            .OrderBy(d => d.Span.Path, StringComparer.Ordinal)
            .ThenBy(d => d.Span.Start.Line)
            .ThenBy(d => d.Span.Start.Column)
            .ThenBy(d => d.Rule.Code, StringComparer.Ordinal)
            .ThenBy(d => d.Message, StringComparer.Ordinal),
    ];
}

using System.Collections.Immutable;
using GatewayPipeline.Compiler.Analysis;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Model.Fleets;
using GatewayPipeline.Compiler.Syntax;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler;

/// <summary>What was read of the tree and of the platform's source, before anything is compiled for a fleet.</summary>
internal sealed record CompilerInput
{
    public required ManifestTree Tree { get; init; }

    public required ImmutableArray<ManifestObject> Objects { get; init; }

    public required ImmutableArray<PassedOver> PassedOver { get; init; }

    /// <summary>By name; at least one.</summary>
    public required ImmutableArray<Fleet> Fleets { get; init; }

    /// <summary>What was found while it was read.</summary>
    public required DiagnosticBag Diagnostics { get; init; }

    public required bool AllowsLocalUpstreams { get; init; }

    public static CompilerInput Read(ManifestTree manifests, CompilerOptions options)
    {
        var diagnostics = new DiagnosticBag(Profile.Edge);
        var read = SourceReader.Read(manifests, options.Platform, diagnostics);
        SecretFinder.Find(options.SourcesWith(manifests), diagnostics);

        return new()
        {
            Tree = manifests,
            Objects = read.Objects,
            PassedOver = read.PassedOver,
            Fleets = FleetReader.Read(read.Objects),
            Diagnostics = diagnostics,
            AllowsLocalUpstreams = options.AllowsLocalUpstreams,
        };
    }

    /// <param name="name">Null: the only one. Where that does not say which, a finding does, and the first is taken.</param>
    public FleetSet Choose(string? name)
    {
        var names = string.Join(", ", Fleets.Select(fleet => $"'{fleet.Name}'"));
        var place = Fleets[0].Source?.NameSpan ?? ObjectReader.StartOf(Tree.Name);
        if (name is null && Fleets.Length > 1)
        {
            Diagnostics.Add(FleetRules.NotChosen.At(place, names).WithHelp("name one with --fleet"));
        }

        var chosen = Fleets.FirstOrDefault(fleet => fleet.Name == name && fleet.Source is not null);
        if (name is not null && chosen is null)
        {
            Diagnostics.Add(FleetRules.Unknown
                .At(place, name, Fleets[0].Source is null ? "the tree has none" : $"the tree has {names}")
                .WithHelp(Spelling.Advice(name, Fleets.Select(fleet => fleet.Name))));
        }

        return new(chosen ?? Fleets[0], Fleets);
    }

    public Subject ToSubject(ImmutableArray<ManifestObject> objects, GatewayModel model, Ir.Gateway gateway) => new(objects, model, gateway)
    {
        AllowsLocalUpstreams = AllowsLocalUpstreams,
        Size = model.Fleet.Source is null ? default : Tree.Measure(),
    };

    /// <summary>What is left of the findings when what was accepted is taken out, each with its object.</summary>
    public (ImmutableArray<Diagnostic> Left, ImmutableArray<SuppressedFinding> Suppressed) Silence(DiagnosticBag diagnostics)
    {
        var left = new DiagnosticBag(diagnostics.Profile);
        ImmutableArray<Suppression> suppressions =
        [
            .. SuppressionAnnotations.Read(Objects),
            .. SuppressionComments.Read(Tree, left),
            .. SuppressionFile.Read(Tree, left),
        ];
        var suppressed = new Suppressions(suppressions)
            .Apply(ResourceFinder.Name(diagnostics.ToImmutable(), Objects), left);

        return (ResourceFinder.Name(left.ToImmutable(), Objects), suppressed);
    }
}

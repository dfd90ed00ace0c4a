using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Tests.Syntax;

/// <summary>A tree of one or more files, read to objects and findings.</summary>
internal sealed record Reading(ReadResult Result, ImmutableArray<Diagnostic> Findings)
{
    public ImmutableArray<ManifestObject> Objects => Result.Objects;

    public IEnumerable<string> Codes => Findings.Select(finding => finding.Rule.Code);

    public static Reading Of(string text, string path = "a.yaml", Profile profile = Profile.Edge) =>
        Of(profile, new Manifest.Readable(path, text));

    public static Reading Of(params Manifest[] files) => Of(Profile.Edge, files);

    public static Reading Of(Profile profile, params Manifest[] files)
    {
        var diagnostics = new DiagnosticBag(profile);
        var result = ObjectReader.Read(ManifestTree.Of(files), diagnostics);

        return new(result, diagnostics.ToImmutable());
    }

    public Diagnostic Only() => Assert.Single(Findings);
}

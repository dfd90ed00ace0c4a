using System.Text.RegularExpressions;

namespace GatewayPipeline.Architecture.Tests;

/// <summary>Inside the compiler stages are folders, and a stage knows only those that data passes before it.</summary>
public sealed class StageTests
{
    private const string Compiler = "src/Compiler/";

    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Text"] = [],
        ["Re2"] = [],
        ["Diagnostics"] = ["Text"],
        ["Syntax"] = ["Text", "Diagnostics"],
        ["Model"] = ["Text", "Diagnostics", "Syntax", "Re2"],
        ["Ir"] = ["Text", "Diagnostics", "Syntax", "Re2", "Model"],
        ["Analysis"] = ["Text", "Diagnostics", "Syntax", "Re2", "Model", "Ir"],
        ["Xds"] = ["Text", "Diagnostics", "Syntax", "Re2", "Model", "Ir"],

        // The matcher interprets Envoy's messages alone, so that no error of the stages before it can hide in it.
        ["Routing"] = ["Re2"],

        // Two configurations are compared as they are, so that nothing is missed that a stage before them did.
        ["Differences"] = ["Text", "Re2", "Routing"],
    };

    public static TheoryData<string> Stages => [.. Folders()];

    [Theory]
    [MemberData(nameof(Stages))]
    public void Stage_knows_only_the_stages_before_it(string stage)
    {
        Assert.True(Allowed.ContainsKey(stage), $"Give the folder {Compiler}{stage} a line in StageTests.Allowed.");
        var others = string.Join('|', Folders().Except([stage, .. Allowed[stage]]).DefaultIfEmpty("(?!)"));
        var later = new Regex($@"^(GatewayPipeline\.Compiler\.)?({others})(\.[A-Z]|$)");

        Repository.AssertNone(
            $"The stage {stage} must not know:",
            Repository.Code($"{Compiler}{stage}/").SelectMany(path => Source.Names(path)
                .Where(name => name.Text.Contains('.', StringComparison.Ordinal) && later.IsMatch(name.Text))
                .Select(name => $"{path}:{name.Line}: {name.Text}")));
    }

    [Fact]
    public void Namespaces_equal_folders() =>
        Repository.AssertNone(
            "The namespace of a file is its folder's:",
            Repository.Code("src/").Where(path => !path.StartsWith("src/EnvoyApi/", StringComparison.Ordinal))
                .SelectMany(path => Source.Tree(path).DescendantNodes()
                    .OfType<Microsoft.CodeAnalysis.CSharp.Syntax.BaseNamespaceDeclarationSyntax>()
                    .Select(declaration => (Path: path, Name: declaration.Name.ToString())))
                .Where(file => file.Name != Expected(file.Path))
                .Select(file => $"{file.Path}: {file.Name}, expected {Expected(file.Path)}"));

    private static IEnumerable<string> Folders() =>
        Repository.Code(Compiler)
            .Select(path => path[Compiler.Length..].Split('/'))
            .Where(parts => parts.Length > 1)
            .Select(parts => parts[0])
            .Distinct();

    private static string Expected(string path) =>
        "GatewayPipeline." + string.Join('.', path.Split('/')[1..^1]);
}

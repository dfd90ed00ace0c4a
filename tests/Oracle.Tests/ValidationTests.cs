using System.Text.Json;
using GatewayPipeline.Compiler;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Oracle.Tests;

/// <summary>
/// What Istio's validation refuses, the compiler refuses, and nothing else: errors of the stages syntax and schema,
/// in profile istio, which say what one object alone tells.
/// </summary>
public sealed class ValidationTests
{
    /// <summary>The kinds whose rules are built; others are still to come.</summary>
    private static readonly string[] Kinds = ["Gateway", "VirtualService", "DestinationRule", "ServiceEntry", "WorkloadEntry"];

    [Fact]
    public void Verdicts_on_single_objects_are_those_of_Istio() => AssertAgree(
        OracleFolder.FindOrSkip().Verdicts().Where(verdict => Kinds.Contains(verdict.Kind)).Select(verdict => (
            verdict.Name,
            verdict.IsAccepted,
            Compile(ManifestTree.Of([new Manifest.Readable("object.yaml", verdict.Manifest)])))));

    [Fact]
    public void Verdicts_on_whole_cases_are_those_of_Istio() => AssertAgree(
        OracleFolder.FindOrSkip().ValidatedCases().Select(each => (
            each.Name,
            each.Read("expected.json").GetProperty("validation").GetProperty("accepted").GetBoolean(),
            each.Compile("certificates"))));

    [Fact]
    public void At_most_two_of_a_hundred_objects_are_excepted()
    {
        var exceptions = ValidationExceptions.Read();
        var objects = OracleFolder.FindOrSkip().Verdicts().Where(verdict => Kinds.Contains(verdict.Kind)).ToArray();

        Assert.InRange(objects.Count(verdict => exceptions.ContainsKey(verdict.Name)), 0, objects.Length / 50);
    }

    [Fact]
    public void Every_exception_has_a_reason() =>
        Assert.All(ValidationExceptions.Read(), exception => Assert.False(string.IsNullOrWhiteSpace(exception.Value), exception.Key));

    private static void AssertAgree(IEnumerable<(string Name, bool IsAccepted, Compilation Compilation)> verdicts)
    {
        var exceptions = ValidationExceptions.Read();
        var judged = verdicts.Select(verdict => (verdict.Name, verdict.IsAccepted, Errors: Refusals(verdict.Compilation))).ToArray();
        var differing = judged
            .Where(verdict => verdict.IsAccepted != verdict.Errors is [])
            .ToDictionary(verdict => verdict.Name, verdict => verdict.Errors is [] ? "Istio refuses it, we do not" : $"Istio accepts it, we do not: {string.Join("; ", verdict.Errors)}");

        Assert.True(
            differing.Keys.All(exceptions.ContainsKey),
            "these verdicts differ:\n" + string.Join('\n', differing.Where(verdict => !exceptions.ContainsKey(verdict.Key))));
        Assert.True(
            judged.Where(verdict => exceptions.ContainsKey(verdict.Name)).All(verdict => differing.ContainsKey(verdict.Name)),
            $"some exceptions agree by now: take them out of {ValidationExceptions.File}\n"
            + string.Join('\n', judged.Select(verdict => verdict.Name).Where(name => exceptions.ContainsKey(name) && !differing.ContainsKey(name))));
    }

    private static Diagnostic[] Refusals(Compilation compilation) =>
    [
        .. compilation.Diagnostics.Where(found => found.Severity is Severity.Error && found.Rule.Stage is Stage.Syntax or Stage.Schema),
    ];

    private static Compilation Compile(ManifestTree tree) => GatewayCompiler.Compile(tree, new() { Profile = Profile.Istio });
}

using GatewayPipeline.Compiler.Tests.Corpus;
using GatewayPipeline.Compiler.Xds.Validation;

namespace GatewayPipeline.Compiler.Tests.Validation;

public class CompiledResourcesTests
{
    [Theory]
    [MemberData(nameof(CorpusTests.Cases), MemberType = typeof(CorpusTests))]
    public void Nothing_is_wrong_with_what_the_compiler_makes(string name)
    {
        var compilation = GatewayCompiler.Compile(CorpusTests.Read(name), new() { Profile = CorpusTests.ProfileOf(name) });
        var profile = compilation.Fleet.Profile;

        // A destination that nobody knows is a cluster that nobody defines: in profile istio that is Istio's outcome.
        var problems = compilation.Succeeded
            ? ResourceValidator.Check(EnvoyResources.Parse(compilation.Snapshot.Resources))
                .Where(problem => problem.Rule.SeverityIn(profile) is Compiler.Diagnostics.Severity.Error)
            : [];

        Assert.Empty(problems);
    }
}

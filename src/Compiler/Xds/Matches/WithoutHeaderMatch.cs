using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Xds.Matches;

/// <summary>Headers that a request must not have, or not with this value: <c>withoutHeaders</c>.</summary>
internal sealed class WithoutHeaderMatch : IMatchFeature
{
    public ImmutableArray<string> Fields { get; } = StringMatch.FieldsAt("withoutHeaders{}");

    public void Check(Fields match, DiagnosticBag diagnostics)
    {
        HeaderMatchName.CheckAll(match, "withoutHeaders", diagnostics);
        foreach (var (_, header) in match.ObjectMap("withoutHeaders"))
        {
            StringMatch.Check(header, diagnostics, allowEmptyPrefix: false, allowAsterisk: true);
        }
    }

    public void Write(Fields match, RouteV3.RouteMatch target) =>
        target.Headers.AddRange(match.ObjectMap("withoutHeaders").Select(header => Invert(header.Name, header.Value)));

    // A missing header counts as an empty one, so that it differs from the value too.
    private static RouteV3.HeaderMatcher Invert(string name, Fields value)
    {
        var matcher = HeaderMatch.ToMatcher(name, value);
        matcher.InvertMatch = true;
        matcher.TreatMissingHeaderAsEmpty = matcher.HeaderMatchSpecifierCase is not RouteV3.HeaderMatcher.HeaderMatchSpecifierOneofCase.PresentMatch;

        return matcher;
    }
}

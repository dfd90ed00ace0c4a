using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Xds.Matches;

/// <summary>Parameters of the query: <c>queryParams</c>. An empty match asks for the parameter alone.</summary>
internal sealed class QueryParameterMatch : IMatchFeature
{
    public ImmutableArray<string> Fields { get; } = StringMatch.FieldsAt("queryParams{}");

    public void Check(Fields match, DiagnosticBag diagnostics)
    {
        foreach (var (_, parameter) in match.ObjectMap("queryParams"))
        {
            StringMatch.Check(parameter, diagnostics, allowEmptyPrefix: false);
        }
    }

    public void Write(Fields match, RouteV3.RouteMatch target) => target.QueryParameters.AddRange(
        match.ObjectMap("queryParams").Select(parameter => ToMatcher(parameter.Name, parameter.Value)));

    private static RouteV3.QueryParameterMatcher ToMatcher(string name, Fields value) => StringMatch.Translate(value) is { } text
        ? new() { Name = name, StringMatch = text }
        : new() { Name = name, PresentMatch = true };
}

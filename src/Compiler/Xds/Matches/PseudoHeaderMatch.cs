using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Xds.Matches;

/// <summary>What the request line says: <c>method</c>, <c>scheme</c>, or <c>authority</c> (with the port, if the client sent one).</summary>
internal sealed class PseudoHeaderMatch(string field) : IMatchFeature
{
    public ImmutableArray<string> Fields { get; } = StringMatch.FieldsAt(field);

    public void Check(Fields match, DiagnosticBag diagnostics)
    {
        if (match.Object(field) is { } value)
        {
            StringMatch.Check(value, diagnostics, allowEmptyPrefix: false);
        }
    }

    public RouteV3.RouteMatch? Contribute(Fields match) => match.Object(field) is { } value
        ? new() { Headers = { HeaderMatch.ToMatcher($":{field}", value) } }
        : null;
}

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

    public void Write(Fields match, RouteV3.RouteMatch target)
    {
        if (match.Object(field) is { } value)
        {
            target.Headers.Add(HeaderMatch.ToMatcher($":{field}", value));
        }
    }
}

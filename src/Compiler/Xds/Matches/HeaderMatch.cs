using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Xds.Matches;

/// <summary>Headers that a request must have: <c>headers</c>. An empty match asks for the header alone.</summary>
internal sealed class HeaderMatch : IMatchFeature
{
    public ImmutableArray<string> Fields { get; } = StringMatch.FieldsAt("headers{}");

    public void Check(Fields match, DiagnosticBag diagnostics)
    {
        HeaderMatchName.CheckAll(match, "headers", diagnostics);
        foreach (var (_, header) in match.ObjectMap("headers"))
        {
            StringMatch.Check(header, diagnostics, allowEmptyPrefix: false);
        }
    }

    public void Write(Fields match, RouteV3.RouteMatch target) =>
        target.Headers.AddRange(match.ObjectMap("headers").Select(header => ToMatcher(header.Name, header.Value)));

    internal static RouteV3.HeaderMatcher ToMatcher(string name, Fields value) => StringMatch.Translate(value) is { } text
        ? new() { Name = name, StringMatch = text }
        : new() { Name = name, PresentMatch = true };
}

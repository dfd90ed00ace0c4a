using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Xds.Matches;

/// <summary>The path without its query: <c>uri</c>, and <c>ignoreUriCase</c>. A prefix is a plain string prefix: <c>/foo</c> takes <c>/foobar</c>.</summary>
internal sealed class UriMatch : IMatchFeature
{
    public ImmutableArray<string> Fields { get; } = [.. StringMatch.FieldsAt("uri"), "ignoreUriCase"];

    public void Check(Fields match, DiagnosticBag diagnostics)
    {
        if (match.Object("uri") is { } uri)
        {
            StringMatch.Check(uri, diagnostics, allowEmptyPrefix: true);
        }
    }

    public RouteV3.RouteMatch Contribute(Fields match)
    {
        var path = match.Object("uri") switch
        {
            { } uri when uri.Text("regex") is { } regex => new() { SafeRegex = new() { Regex = regex } },
            { } uri when uri.Text("prefix") is { } prefix => new() { Prefix = prefix },
            { } uri when uri.Text("exact") is { } exact => new() { Path = exact },
            _ => new RouteV3.RouteMatch { Prefix = "/" },
        };
        path.CaseSensitive = !(match.Flag("ignoreUriCase") ?? false);

        return path;
    }
}

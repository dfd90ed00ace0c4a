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

    public void Write(Fields match, RouteV3.RouteMatch target)
    {
        switch (match.Object("uri"))
        {
            case { } uri when uri.Text("regex") is { } regex:
                target.SafeRegex = new() { Regex = regex };
                break;
            case { } uri when uri.Text("prefix") is { } prefix:
                target.Prefix = prefix;
                break;
            case { } uri when uri.Text("exact") is { } exact:
                target.Path = exact;
                break;
            default:
                target.Prefix = "/";
                break;
        }

        target.CaseSensitive = !(match.Flag("ignoreUriCase") ?? false);
    }
}

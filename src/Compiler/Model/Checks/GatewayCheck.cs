using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Syntax;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Model.Checks;

/// <summary>What a Gateway says of its servers, by Istio's validation. Their TLS settings are told by the features that read them.</summary>
internal static class GatewayCheck
{
    public static void Check(ManifestObject source, DiagnosticBag diagnostics)
    {
        NameCheck.CheckLabel(source.Name, "a Gateway", source.NameSpan, diagnostics);
        var servers = source.Spec.Objects("servers");
        if (servers is [])
        {
            diagnostics.Add(HttpRules.SaysNothing.At(source.NameSpan, "this Gateway", "a server under servers"));
        }

        var names = new Dictionary<string, SourceSpan>(StringComparer.Ordinal);
        foreach (var server in servers)
        {
            ServerHostCheck.Check(server, diagnostics);
            ServerPortCheck.Check(server, diagnostics);
            if (server.Object("port") is { } port && port.Scalar("name") is { } name && !names.TryAdd(name.Value, name.Span))
            {
                diagnostics.Add(NameRules.Twice.At(name.Span, "a port named", name.Value)
                    .Also(names[name.Value], "the first one")
                    .WithHelp("give each port of a Gateway a name of its own"));
            }
        }
    }
}

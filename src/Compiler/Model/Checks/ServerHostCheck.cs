using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Syntax;

namespace GatewayPipeline.Compiler.Model.Checks;

/// <summary>The hosts of a server: full names, whole wildcards or addresses, behind a namespace if it is to be one alone.</summary>
internal static class ServerHostCheck
{
    public static void Check(Fields server, DiagnosticBag diagnostics)
    {
        var hosts = server.Texts("hosts");
        if (hosts is [] && server.Has("hosts"))
        {
            diagnostics.Add(ValueRules.EmptyValue.At(server.SpanOf("hosts"), "hosts"));
        }

        foreach (var host in hosts)
        {
            Check(host, diagnostics);
        }
    }

    private static void Check(ScalarSyntax host, DiagnosticBag diagnostics)
    {
        if (host.Value.Split('/', 2) is [var space, var name])
        {
            if (space is not ("*" or "."))
            {
                NameCheck.CheckLabel(space, "a namespace", host.Span, diagnostics);
            }
        }
        else
        {
            name = host.Value;
        }

        if (Problem(name) is { } problem)
        {
            diagnostics.Add(NameRules.NoHost.At(host.Span, name, problem));
        }
    }

    private static string? Problem(string name) => name is "*" ? null
        : name.Length > 0 && !name.Contains('.', StringComparison.Ordinal) ? "a server needs a full name, with a dot"
        : DomainName.WildcardProblem(name) is { } problem ? DomainName.IsAddress(name) ? null : problem
        : name.StartsWith('*') && !name.StartsWith("*.", StringComparison.Ordinal) ? "a wildcard stands for a whole label, as in *.example.com"
        : null;
}

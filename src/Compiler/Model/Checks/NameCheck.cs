using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Syntax;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Model.Checks;

/// <summary>Istio's rules for names of hosts, of objects, and of what lies within them.</summary>
internal static class NameCheck
{
    private const string LabelForm = "use letters, digits and '-', at most 63, with a letter or a digit at both ends";

    /// <summary>A host that may begin with a wildcard. True if nothing is wrong.</summary>
    public static bool CheckHost(ScalarSyntax host, DiagnosticBag diagnostics) =>
        Report(host, DomainName.WildcardProblem(host.Value), diagnostics);

    /// <summary>The same for a rule of a VirtualService, which may also name an address.</summary>
    public static bool CheckHostOrAddress(ScalarSyntax host, DiagnosticBag diagnostics) =>
        DomainName.IsAddress(host.Value) || CheckHost(host, diagnostics);

    /// <summary>A host without wildcards.</summary>
    public static bool CheckFullHost(ScalarSyntax host, DiagnosticBag diagnostics) =>
        Report(host, DomainName.Problem(host.Value), diagnostics);

    public static bool CheckLabel(string text, string what, SourceSpan span, DiagnosticBag diagnostics)
    {
        if (DomainName.IsLabel(text))
        {
            return true;
        }

        diagnostics.Add(NameRules.NoLabel.At(span, what, text).WithHelp(LabelForm));

        return false;
    }

    private static bool Report(ScalarSyntax host, string? problem, DiagnosticBag diagnostics)
    {
        if (problem is not null)
        {
            diagnostics.Add(NameRules.NoHost.At(host.Span, host.Value, problem));
        }

        return problem is null;
    }
}

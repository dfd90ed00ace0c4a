using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Syntax;

namespace GatewayPipeline.Compiler.Model.Checks;

/// <summary>Gateways as a VirtualService names them: <c>name</c>, <c>namespace/name</c>, or the old form with dots.</summary>
internal static class GatewayNameCheck
{
    public static void Check(Fields owner, DiagnosticBag diagnostics)
    {
        foreach (var gateway in owner.Texts("gateways"))
        {
            if (gateway.Value.Split('/', 2) is not [var space, var name])
            {
                CheckSimple(gateway, diagnostics);

                // Istio looks no further. What stands behind it must still be the name of a Gateway that exists.
                return;
            }

            NameCheck.CheckLabel(space, "a namespace", gateway.Span, diagnostics);
            NameCheck.CheckLabel(name, "a Gateway", gateway.Span, diagnostics);
        }
    }

    private static void CheckSimple(ScalarSyntax gateway, DiagnosticBag diagnostics)
    {
        if (NameCheck.CheckFullHost(gateway, diagnostics) && gateway.Value.Split('.') is [var name, var space, ..])
        {
            diagnostics.Add(HttpRules.Deprecated.At(gateway.Span, gateway.Value, $"{space}/{name}"));
        }
    }
}

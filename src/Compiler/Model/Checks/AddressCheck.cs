using System.Globalization;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Syntax;

namespace GatewayPipeline.Compiler.Model.Checks;

/// <summary>IP addresses, ranges of them, and paths of UNIX sockets.</summary>
internal static class AddressCheck
{
    public const string SocketPrefix = "unix://";

    public static bool IsSocket(string address) => address.StartsWith(SocketPrefix, StringComparison.Ordinal);

    public static void CheckAddress(ScalarSyntax address, DiagnosticBag diagnostics)
    {
        if (!DomainName.IsAddress(address.Value))
        {
            diagnostics.Add(NameRules.NoAddress.At(address.Span, address.Value, "IP address"));
        }
    }

    /// <summary>An address, or a range such as <c>10.1.0.0/16</c>.</summary>
    public static void CheckRange(ScalarSyntax range, DiagnosticBag diagnostics)
    {
        if (!IsRange(range.Value))
        {
            diagnostics.Add(NameRules.NoAddress.At(range.Span, range.Value, "IP address or range of addresses"));
        }
    }

    /// <summary>An absolute path of a file, or the name of an abstract socket behind <c>@</c>.</summary>
    public static void CheckSocket(ScalarSyntax address, DiagnosticBag diagnostics)
    {
        var path = address.Value[SocketPrefix.Length..];
        if (!path.StartsWith('@') && (!path.StartsWith('/') || path.EndsWith('/')))
        {
            diagnostics.Add(NameRules.NoAddress.At(address.Span, address.Value, "UNIX socket")
                .WithHelp("write unix:// and an absolute path, such as unix:///run/app.sock, or @ and a name"));
        }
    }

    private static bool IsRange(string text) => text.Split('/') switch
    {
        [var address] => DomainName.IsAddress(address),
        [var address, var bits] => DomainName.IsAddress(address) && !address.Contains('%', StringComparison.Ordinal)
            && byte.TryParse(bits, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            && (bits.Length is 1 || bits[0] is not '0')
            && length <= (address.Contains(':', StringComparison.Ordinal) ? 128 : 32),
        _ => false,
    };
}

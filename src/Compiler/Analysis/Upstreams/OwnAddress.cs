using System.Net;
using System.Net.Sockets;

namespace GatewayPipeline.Compiler.Analysis.Upstreams;

/// <summary>
/// Addresses that answer a gateway alone, or as if it had asked itself: what a client must not reach through it. Any
/// spelling counts that some resolver reads so.
/// </summary>
internal static class OwnAddress
{
    private const string Loopback = "that is the gateway's own machine";
    private const string LinkLocal = "that is a link-local address, at which clouds tell a machine its credentials";
    private const string Metadata = "there a cloud tells the machine that asks its credentials";
    private const string Socket = "that is a socket of the gateway's own machine";

    private static readonly (IPNetwork Network, string What)[] Networks =
    [
        (IPNetwork.Parse("127.0.0.0/8"), Loopback),
        (IPNetwork.Parse("0.0.0.0/8"), Loopback),
        (IPNetwork.Parse("169.254.0.0/16"), LinkLocal),
        (IPNetwork.Parse("100.100.100.200/32"), Metadata),
        (IPNetwork.Parse("168.63.129.16/32"), Metadata),
        (IPNetwork.Parse("192.0.0.192/32"), Metadata),
        (IPNetwork.Parse("::/127"), Loopback),
        (IPNetwork.Parse("fe80::/10"), LinkLocal),
        (IPNetwork.Parse("fd00:ec2::254/128"), Metadata),
        (IPNetwork.Parse("fd20:ce::254/128"), Metadata),
    ];

    private static readonly string[] LoopbackNames =
        ["localhost", "localhost4", "localhost6", "ip6-localhost", "ip6-loopback", "localdomain"];

    private static readonly string[] MetadataNames =
        ["metadata", "metadata.google.internal", "metadata.goog", "instance-data", "instance-data.ec2.internal"];

    /// <summary>What is at the address, as a sentence; null: nothing that is known to be the gateway's own.</summary>
    public static string? Describe(string address)
    {
        if (address.StartsWith("unix:", StringComparison.OrdinalIgnoreCase) || address.StartsWith('/') || address.StartsWith('@'))
        {
            return Socket;
        }

        var name = NameOf(address);
        foreach (var meant in AddressText.Read(name).SelectMany(AddressText.WithEmbedded))
        {
            foreach (var (network, what) in Networks)
            {
                if (meant.AddressFamily == network.BaseAddress.AddressFamily && network.Contains(meant))
                {
                    return what;
                }
            }
        }

        return LoopbackNames.Any(known => name == known || name.EndsWith("." + known, StringComparison.Ordinal)) ? Loopback
            : MetadataNames.Contains(name) ? Metadata
            : null;
    }

    /// <summary>True if the text, an address, a network or a name, lets routes lead to the address.</summary>
    public static bool IsAllowedBy(string allowed, string address) =>
        NameOf(allowed) == NameOf(address)
        || (IPNetwork.TryParse(allowed, out var network) && AddressText.Read(NameOf(address)) is not [] and var all
            && all.All(meant => meant.AddressFamily == network.BaseAddress.AddressFamily && network.Contains(meant)));

    private static string NameOf(string address) =>
        address.StartsWith("unix:", StringComparison.OrdinalIgnoreCase) ? address : address.TrimEnd('.').ToLowerInvariant();
}

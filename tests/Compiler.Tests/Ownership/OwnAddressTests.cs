using GatewayPipeline.Compiler.Analysis.Upstreams;

namespace GatewayPipeline.Compiler.Tests.Ownership;

/// <summary>Which addresses are the gateway's own, in every spelling that some resolver reads.</summary>
public sealed class OwnAddressTests
{
    public static TheoryData<string> Own =>
    [
        "127.0.0.1", "127.0.0.1.", "127.255.255.254", "127.1", "127.0.1", "0", "0.0.0.0", "0.1.2.3",
        "2130706433", "017700000001", "0x7f000001", "0x7F.1", "0x7f.0x0.0x0.0x1", "0177.0.0.1", "0177.1",
        "0127.0.0.1", "00127.00.00.01", "localhost", "LOCALHOST", "localhost.", "admin.localhost",
        "localhost.localdomain", "localhost6", "ip6-localhost", "ip6-loopback", "::1", "[::1]", "::",
        "0:0:0:0:0:0:0:1", "0000:0000:0000:0000:0000:0000:0000:0001", "::1%lo", "::ffff:127.0.0.1",
        "::ffff:7f00:1", "::FFFF:0:0", "::127.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::", "2002:a9fe:a9fe::1", "fe80::1", "fe80::1%eth0", "febf::1", "169.254.169.254",
        "169.254.0.1", "169.254.169.254.", "169.16689662", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376",
        "::ffff:169.254.169.254", "fd00:ec2::254", "100.100.100.200", "168.63.129.16",
        "metadata.google.internal", "Metadata.Google.Internal.", "metadata", "instance-data",
        "unix:///run/envoy-admin.sock", "UNIX:///run/envoy-admin.sock", "/run/envoy-admin.sock",
        "@envoy-admin",
    ];

    [Theory]
    [MemberData(nameof(Own))]
    public void Is_the_gateways_own(string address) => Assert.NotNull(OwnAddress.Describe(address));

    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("192.168.1.1")]
    [InlineData("128.0.0.1")]
    [InlineData("126.255.255.255")]
    [InlineData("169.253.255.255")]
    [InlineData("169.255.0.0")]
    [InlineData("1.0.0.127")]
    [InlineData("2130706432.example.com")]
    [InlineData("localhost.example.com")]
    [InlineData("notlocalhost")]
    [InlineData("metadata.example.com")]
    [InlineData("orders.shop.svc.cluster.local")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:a00:1::")]
    [InlineData("64:ff9b::10.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("fec0::1")]
    [InlineData("fd00::1")]
    [InlineData("127.0.0.1.example.com")]
    [InlineData("0x7f.example")]
    [InlineData("256.256.256.256")]
    [InlineData("")]
    public void Is_another_machine(string address) => Assert.Null(OwnAddress.Describe(address));

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1", true)]
    [InlineData("127.0.0.0/8", "127.9.9.9", true)]
    [InlineData("127.0.0.0/8", "127.1", true)]
    [InlineData("127.0.0.0/8", "0177.0.0.1", false)]
    [InlineData("127.0.0.0/8", "0127.0.0.1", false)]
    [InlineData("localhost", "Localhost.", true)]
    [InlineData("unix:///run/app.sock", "unix:///run/app.sock", true)]
    [InlineData("unix:///run/app.sock", "unix:///run/admin.sock", false)]
    [InlineData("127.0.0.1", "127.0.0.2", false)]
    [InlineData("127.0.0.0/8", "::1", false)]
    [InlineData("127.0.0.0/8", "169.254.169.254", false)]
    [InlineData("127.0.0.0/8", "localhost", false)]
    public void Is_allowed_by_address_network_or_name(string allowed, string address, bool isAllowed) =>
        Assert.Equal(isAllowed, OwnAddress.IsAllowedBy(allowed, address));
}

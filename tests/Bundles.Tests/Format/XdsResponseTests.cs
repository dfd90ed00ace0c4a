using CsCheck;
using GatewayPipeline.Bundles.Format;

namespace GatewayPipeline.Bundles.Tests.Format;

public sealed class XdsResponseTests
{
    private const string Type = "t/a.B";

    /// <summary>Field by field as the protocol buffers' wire format says: what Envoy parses.</summary>
    [Fact]
    public void Writes_the_wire_format()
    {
        var bytes = XdsResponse.Write(Type, ["xyz"u8.ToArray(), ReadOnlyMemory<byte>.Empty]);

        byte[] resources =
        [
            0x12, 12, 0x0a, 5, .. "t/a.B"u8, 0x12, 3, .. "xyz"u8,
            0x12, 7, 0x0a, 5, .. "t/a.B"u8,
        ];
        var version = System.Text.Encoding.ASCII.GetBytes(BundleDigest.Of(resources).Hex);
        byte[] expected = [0x0a, 64, .. version, .. resources, 0x22, 5, .. "t/a.B"u8];
        Assert.Equal(expected, bytes);
    }

    [Fact]
    public void Reads_what_it_writes() => Gen.Byte.Array[0, 400].Array[0, 8].Sample(values =>
    {
        var bytes = XdsResponse.Write(Type, [.. values.Select(value => (ReadOnlyMemory<byte>)value)]);

        Assert.True(XdsResponse.TryRead(bytes, Type, out var read));
        Assert.Equal(values, read.Select(value => value.ToArray()));
        Assert.False(XdsResponse.TryRead(bytes, "t/other", out _));
    });

    [Fact]
    public void Refuses_every_other_form()
    {
        var bytes = XdsResponse.Write(Type, ["xyz"u8.ToArray(), "abc"u8.ToArray()]);
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.False(XdsResponse.TryRead(bytes.AsMemory(0, length), Type, out _));
        }

        for (var i = 0; i < bytes.Length; i++)
        {
            var changed = bytes.ToArray();
            changed[i] ^= 1;
            Assert.False(XdsResponse.TryRead(changed, Type, out _), $"byte {i}");
        }

        // The same length in two bytes, a field more, and a length that overflows.
        Assert.False(XdsResponse.TryRead((byte[])[0x0a, 0xc0, 0x00, .. bytes[2..]], Type, out _));
        Assert.False(XdsResponse.TryRead((byte[])[.. bytes, 0x2a, 0], Type, out _));
        Assert.False(XdsResponse.TryRead((byte[])[0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01], Type, out _));
        Assert.False(XdsResponse.TryRead((byte[])[0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f], Type, out _));
    }
}

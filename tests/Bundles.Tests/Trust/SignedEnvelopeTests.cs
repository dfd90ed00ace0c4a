using System.Text;
using CsCheck;
using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Bundles.Tests.Trust;

public sealed class SignedEnvelopeTests
{
    private const string Statement = """{"_type":"https://in-toto.io/Statement/v1"}""";

    [Fact]
    public void Signs_the_bytes_that_DSSE_says()
    {
        var bytes = SignedEnvelope.ToSignedBytes("application/vnd.in-toto+json", Encoding.UTF8.GetBytes(Statement));

        Assert.Equal($"DSSEv1 28 application/vnd.in-toto+json 43 {Statement}", Encoding.UTF8.GetString(bytes));
        Assert.Equal(85, bytes.Length);
        Assert.Equal("57dd565335c70baa2e9fc48a46e80907434e3c6ea2342ef806dad983891349cd", BundleDigest.Of(bytes).Hex);
    }

    [Fact]
    public void Counts_bytes_and_not_characters() => Assert.Equal(
        "DSSEv1 29 http://example.com/HelloWorld 12 hello world!",
        Encoding.UTF8.GetString(SignedEnvelope.ToSignedBytes("http://example.com/HelloWorld", "hello world!"u8)));

    [Fact]
    public void Reads_what_it_writes() => Gen.Select(
        Gen.String, Gen.Byte.Array, Gen.Byte.Array[0, 100].Array[0, 32]).Sample((type, payload, signatures) =>
    {
        var wellFormed = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(type));
        var envelope = new SignedEnvelope(
            wellFormed, payload, [.. signatures.Select((value, i) => new EnvelopeSignature($"{i}", value))]);

        Assert.True(SignedEnvelope.TryParse(envelope.ToJson(), out var read));
        Assert.Equal(wellFormed, read.PayloadType);
        Assert.Equal(payload, read.Payload.ToArray());
        Assert.Equal(
            envelope.Signatures.Select(each => (each.KeyId, Convert.ToHexString(each.Value.Span))),
            read.Signatures.Select(each => (each.KeyId, Convert.ToHexString(each.Value.Span))));
    });

    [Theory]
    [InlineData("""{"payloadType":"t","payload":"+/+/","signatures":[]}""", true)]
    [InlineData("""{"payloadType":"t","payload":"-_-_","signatures":[]}""", true)]
    [InlineData("""{"payloadType":"t","payload":"-w==","signatures":[]}""", true)]
    [InlineData("""{"payloadType":"t","payload":"-w","signatures":[]}""", true)]
    [InlineData("""{"payloadType":"t","payload":"","signatures":[{"sig":""}]}""", true)]
    [InlineData("""{"payloadType":"t","payload":"","signatures":[{"sig":"","keyid":"a","more":1}],"more":{}}""", true)]
    [InlineData("""{"payloadType":"t","payload":"+_+_","signatures":[]}""", false)]
    [InlineData("""{"payloadType":"t","payload":"+w","signatures":[]}""", false)]
    [InlineData("""{"payloadType":"t","payload":"AAA B","signatures":[]}""", false)]
    [InlineData("""{"payloadType":"t","payload":" AAAA","signatures":[]}""", false)]
    [InlineData("""{"payloadType":"t","payload":"AB==","signatures":[]}""", false)]
    [InlineData("""{"payloadType":"t","payload":"AA=","signatures":[]}""", false)]
    [InlineData("""{"payloadType":"t","payload":"A","signatures":[]}""", false)]
    [InlineData("""{"payloadType":"t","payload":"=","signatures":[]}""", false)]
    [InlineData("""{"payloadType":"t","payload":"","payload":"","signatures":[]}""", false)]
    [InlineData("""{"payloadType":"t","payload":null,"signatures":[]}""", false)]
    [InlineData("""{"payloadType":"t","payload":""}""", false)]
    [InlineData("""{"payload":"","signatures":[]}""", false)]
    [InlineData("""{"payloadType":"t","payload":"","signatures":[null]}""", false)]
    [InlineData("""{"payloadType":"t","payload":"","signatures":[{}]}""", false)]
    [InlineData("""{"payloadType":"t","payload":"","signatures":[]} x""", false)]
    [InlineData("""{"payloadType":"\ud800","payload":"","signatures":[]}""", false)]
    [InlineData("null", false)]
    [InlineData("[]", false)]
    [InlineData("", false)]
    public void Is_strict_about_spelling_and_lenient_about_more(string json, bool accepted) =>
        Assert.Equal(accepted, SignedEnvelope.TryParse(Encoding.UTF8.GetBytes(json), out _));

    [Fact]
    public void Takes_no_more_signatures_than_the_limit()
    {
        Assert.True(SignedEnvelope.TryParse(Envelope(Limits.Signatures), out _));
        Assert.False(SignedEnvelope.TryParse(Envelope(Limits.Signatures + 1), out _));

        static byte[] Envelope(int count) =>
            new SignedEnvelope(
                "t", default, [.. Enumerable.Repeat(new EnvelopeSignature("", default), count)]).ToJson();
    }

    [Fact]
    public void Never_throws_for_arbitrary_bytes() => Gen.Byte.Array[0, 200].Sample(bytes =>
    {
        Assert.False(SignedEnvelope.TryParse(bytes, out _));
        Assert.False(SignedEnvelope.TryParse([.. "{\"payloadType\":"u8, .. bytes], out _));
    });
}

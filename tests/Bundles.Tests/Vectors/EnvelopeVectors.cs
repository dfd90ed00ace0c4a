using System.Collections.Immutable;
using System.Text;
using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Bundles.Tests.Vectors;

/// <summary>DSSE: the bytes that are signed, and envelopes that count or do not.</summary>
internal static class EnvelopeVectors
{
    private const string Type = PayloadTypes.Channel;
    private static readonly VectorKey Ann = new("ann");
    private static readonly VectorKey Bob = new("bob");
    private static readonly VectorKey Eve = new("eve");

    // So that base64 has characters in which its two alphabets differ.
    private static readonly byte[] Payload = Encoding.UTF8.GetBytes("""{"format":1,"says":"~~~???>>>"}""");

    public static ImmutableArray<VectorKey> Keys { get; } = [Ann, Bob, Eve];

    public static ImmutableArray<SignedBytesVector> SignedBytes { get; } =
    [
        Bytes("application/vnd.in-toto+json", """{"_type":"https://in-toto.io/Statement/v1"}"""),
        Bytes("http://example.com/HelloWorld", "hello world"),
        Bytes("", ""),
        Bytes("type/é", "日本"),
    ];

    public static ImmutableArray<EnvelopeVector> Make(SortedDictionary<string, byte[]> files)
    {
        var vectors = ImmutableArray.CreateBuilder<EnvelopeVector>();
        foreach (var each in All())
        {
            var file = $"envelopes/{each.Name}.json";
            files.Add(file, each.Json);
            vectors.Add(new(
                file, each.Shows, Type, ["ann", "bob"], each.Threshold, each.Accepted,
                SignedEnvelope.TryParse(each.Json, out var read)
                    ? BundleDigest.Of(SignedEnvelope.ToSignedBytes(read.PayloadType, read.Payload.Span)).Hex
                    : null));
        }

        return vectors.ToImmutable();
    }

    private sealed record Envelope(string Name, string Shows, byte[] Json, bool Accepted, int Threshold = 1);

    private static IEnumerable<Envelope> All() => [.. Accepted(), .. Unsigned(), .. Misspelt()];

    private static IEnumerable<Envelope> Accepted()
    {
        yield return Good("one", "signed by one of the two keys", Sealed(Ann.Sign(Type, Payload)));
        yield return new("two", "signed by both keys", VectorKey.Seal(Type, Payload, Ann, Bob), true, 2);
        yield return Good("twin", "the signature's twin (r, n - s)", Sealed(Ann.SignAsTwin(Type, Payload)));
        yield return Good("no-keyid", "no keyid", Sealed(Ann.Sign(Type, Payload) with { KeyId = "" }));
        yield return Good("stranger-too", "a signature by a key that does not count beside one that does",
            VectorKey.Seal(Type, Payload, Eve, Ann));
        yield return Good("url-safe", "base64 in the alphabet for URLs, without padding",
            Text(UrlSafe(Payload), UrlSafe(Ann.Sign(Type, Payload).Value.Span)));
        yield return Good("more-members", "members that are not known", 
            [.. Text()[..^1], .. ""","more":{"a":[1]}}"""u8]);

        static Envelope Good(string name, string shows, byte[] json) => new(name, shows, json, true);
    }

    private static IEnumerable<Envelope> Unsigned()
    {
        var sound = Ann.Sign(Type, Payload);
        byte[] other = [.. Payload[..^1], (byte)' ', (byte)'}'];

        yield return Bad("no-signature", "no signature", Sealed());
        yield return Bad("stranger", "signed by a key that does not count", VectorKey.Seal(Type, Payload, Eve));
        yield return Bad("one-of-two", "one signature where two are asked for", Sealed(sound), 2);
        yield return Bad("same-key-twice", "two signatures by the same key where two keys are asked for",
            Sealed(sound, Ann.SignAsTwin(Type, Payload)), 2);
        yield return Bad("other-payload", "the signature of another payload", Sealed(Ann.Sign(Type, other)));
        yield return Bad("other-keyid", "the keyid of the other key", Sealed(sound with
        {
            KeyId = Bob.PublicKey.KeyId,
        }));
        yield return Bad("other-type", "signed well, as something else",
            VectorKey.Seal(PayloadTypes.Release, Payload, Ann));
        yield return Bad("bare-payload", "the payload itself was signed, without its type", 
            Sealed(Ann.SignBytes(Payload)));
        yield return Bad("two-numbers", "r and s side by side instead of DER", Sealed(Ann.SignAsNumbers(Type, Payload)));
        yield return Bad(
            "der-more", "a byte after the DER", Sealed(sound with { Value = (byte[])[.. sound.Value.Span, 0] }));
        yield return Bad("empty-signature", "a signature of no bytes", Sealed(sound with { Value = default }));
    }

    private static IEnumerable<Envelope> Misspelt()
    {
        var good = Encoding.UTF8.GetString(Text());
        var payload = Base64(Payload);

        yield return Bad("space", "a space in the base64", Written(payload, $"{payload[..4]} {payload[4..]}"));
        yield return Bad("alphabets", "both alphabets of base64 in one word", Written(payload, "+_+_"));
        yield return Bad("stray-bits", "bits that belong to no byte", Written(payload, "AB=="));
        yield return Bad("payload-twice", "a member twice",
            Written("\"signatures\"", $"\"payload\":\"{payload}\",\"signatures\""));
        yield return Bad("null", "no payload", Written($"\"{payload}\"", "null"));
        yield return Bad("more-text", "text after the JSON", Encoding.UTF8.GetBytes(good + "x"));
        yield return Bad("33-signatures", "one signature more than are allowed",
            Sealed([.. Enumerable.Repeat(Ann.Sign(Type, Payload), Limits.Signatures + 1)]));

        byte[] Written(string found, string instead)
        {
            Assert.Contains(found, good, StringComparison.Ordinal);

            return Encoding.UTF8.GetBytes(good.Replace(found, instead, StringComparison.Ordinal));
        }
    }

    private static Envelope Bad(string name, string shows, byte[] json, int threshold = 1) =>
        new(name, shows, json, false, threshold);

    private static byte[] Sealed(params EnvelopeSignature[] signatures) =>
        new SignedEnvelope(Type, Payload, [.. signatures]).ToJson();

    // The writer escapes the plus sign, as JSON allows; here the words stand as they are.
    private static byte[] Text(string? payload = null, string? signature = null) => Encoding.UTF8.GetBytes(
        $$"""{"payloadType":"{{Type}}","payload":"{{payload ?? Base64(Payload)}}","signatures":[{"sig":"""
        + $"\"{signature ?? Base64(Ann.Sign(Type, Payload).Value.Span)}\",\"keyid\":\"{Ann.PublicKey.KeyId}\"}}]}}");

    private static string UrlSafe(ReadOnlySpan<byte> bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    private static string Base64(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes);

    private static SignedBytesVector Bytes(string type, string payload)
    {
        var bytes = SignedEnvelope.ToSignedBytes(type, Encoding.UTF8.GetBytes(payload));

        return new(type, payload, bytes.Length, BundleDigest.Of(bytes).Hex);
    }
}

using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GatewayPipeline.Compiler.Tests.Istio;

/// <summary>Values that lie at a limit, beyond it, or beside the point.</summary>
internal static class OddValues
{
    private static readonly ImmutableArray<Func<JsonNode?>> Anything =
    [
        () => null, () => "", () => 0, () => true, () => new JsonArray(), () => new JsonObject(), () => "text", () => 1.5, () => -1,
        () => new JsonArray("a"), () => new JsonObject { ["a"] = "b" }, () => new JsonArray((JsonNode?)null),
    ];

    private static readonly ImmutableArray<string> Texts =
    [
        "", "*", "*.", "a..b", "a_b", "A.b", "-a", "a-", ".a", "a.", "a b", "a/b", "./a", "~", ".", "mesh", "*a", "a*", "**", "10.0.0.1", "10.0.0.1/8", "10.0.0.1/33",
        "300.1.1.1", "::1", "[::1]", "unix:///run/a", "unix://a", "unix://@a", "http://a", "a:80", "%", "%%", "%A", "%A%", "%REQ(a)%", "\t", "a\nb", "é", "1", "+1", "0x10",
        "0s", "1ns", "1.0000001s", "-1s", "1", "1s1ms", "1d", "99999999h", "TLS", "tcp", "HTTP3", "(", "[a", "a{1001}", "\\1", "(?=a)", "\\C", "(?i)a", "\\pN", "x{2,1}",
        "host", ":authority", ":path", "@request.auth.claims.a", "@request.auth.claims[a]", "503", "600", "5xx", "5xx,", "GET", "get", "OK", "configmap://a", "true", "null", "{{ a }}",
    ];

    private static readonly ImmutableArray<double> Numbers = [0, 1, -1, 2, 99, 100, 101, 199, 200, 299, 300, 304, 400, 599, 600, 65535, 65536, 0.5, 0.00001, 2147483648, 4294967296, 1e20];

    public static JsonNode? For(JsonNode? node, Random random)
    {
        if (random.Next(10) is 0)
        {
            return Anything[random.Next(Anything.Length)]();
        }

        return node switch
        {
            JsonValue value when value.GetValueKind() is JsonValueKind.Number => Number(random),
            JsonValue value when value.GetValueKind() is JsonValueKind.String => Text(random),
            JsonValue value when value.GetValueKind() is JsonValueKind.True or JsonValueKind.False =>
                random.Next(3) is 0 ? Text(random) : !value.GetValue<bool>(),
            _ => Anything[random.Next(Anything.Length)](),
        };
    }

    private static JsonNode? Number(Random random)
    {
        var number = Numbers[random.Next(Numbers.Length)];

        return random.Next(5) is 0 ? $"{number}" : number == Math.Floor(number) && Math.Abs(number) < 1e15 ? (long)number : number;
    }

    private static JsonNode? Text(Random random) => random.Next(12) switch
    {
        0 => new string('a', random.Next(2) is 0 ? 64 : 300),
        1 => string.Join('.', Enumerable.Repeat("abcdefgh", 40)),
        2 => new string('a', 1025),
        _ => Texts[random.Next(Texts.Length)],
    };
}

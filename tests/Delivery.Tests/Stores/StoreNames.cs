namespace GatewayPipeline.Delivery.Tests.Stores;

/// <summary>Names at the edge of what a store takes, on both sides of it.</summary>
public static class StoreNames
{
    public static TheoryData<string> Odd =>
    [
        "-", "_", "0", "-rf", "a-b_c.d", "a..b", "UPPER/lower", "upper/LOWER", "con", "nul.txt", "index.html",
        "a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p", new string('n', 255), $"{new string('n', 255)}/{new string('m', 255)}",
        "channels/x.tar.gz", "x.br",
    ];

    public static TheoryData<string> Impossible =>
    [
        "", "/", "/absolute", "a/", "a//b", "..", "../outside", "a/../b", "a/./b", ".lock", "a/.tmp-x", "a.", "a./b",
        "a\0b", "a b", "a%2fb", "a\\b", "a?b", "a#b", "a:b", "é", new string('n', 256),
        string.Join('/', Enumerable.Repeat("long", 201)),
    ];
}

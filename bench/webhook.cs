#!/usr/bin/env -S dotnet run
#:property RestorePackagesWithLockFile=false
#:project ../src/Delivery/GatewayPipeline.Delivery.csproj

// Whether the time that it takes to refuse a webhook tells how nearly right it was. For each git host a right and a
// wrong proof of equal size are tried in turn; the wrong ones differ in their first, a middle or their last character,
// and a right one may fit the second of two secrets. The figure is the ratio of the median times, beside that of right
// to right: below that nothing can be seen.
//
//   dotnet run -c Release bench/webhook.cs -- [--tries 10000] [--bytes 16384]
//
// Exits with 1 if a ratio is above 1.05 or below its inverse.

using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GatewayPipeline.Delivery.GitHosts;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var (tries, bytes) = (Option("--tries", 10_000), Option("--bytes", 16 * 1024));
var body = Encoding.ASCII.GetBytes(new string('x', bytes));
var now = DateTimeOffset.UnixEpoch.AddSeconds(1_900_000_000);
const string Token = "a-secret-of-thirty-two-characters";
const string SigningToken = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
var plain = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.ASCII.GetBytes(Token), body));
var standard = Convert.ToBase64String(HMACSHA256.HashData(
    Convert.FromBase64String(SigningToken["whsec_".Length..]), (byte[])[.. "id.1900000000."u8, .. body]));

// How a host is shown a proof, where in it the secret part begins and ends, and which secrets are valid beside it.
(string Name, string Host, string Secret, string Proof, int First, int Last, Func<string, (string, string)[]> Headers)[] ways =
[
    ("github", "github", Token, $"sha256={plain}", 7, 70, proof => [("X-Hub-Signature-256", proof)]),
    ("gitlab, token", "gitlab", Token, Token, 0, Token.Length - 1, proof => [("X-Gitlab-Token", proof)]),
    ("gitlab, signed", "gitlab", SigningToken, $"v1,{standard}", 3, 44, proof =>
        [("webhook-id", "id"), ("webhook-timestamp", "1900000000"), ("webhook-signature", proof)]),
    ("azure-devops", "azure-devops", Token, Token, 0, Token.Length - 1, proof =>
        [("Authorization", "Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes($"hook:{proof}")))]),
    ("gitea", "gitea", Token, plain, 0, 63, proof => [("X-Gitea-Signature", proof)]),
];

Console.WriteLine("| host | right, median | right and right | first wrong | middle wrong | last wrong | the other secret |");
Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- |");
var isSeen = false;
foreach (var way in ways)
{
    var host = GitHostCatalog.Find(way.Host) ?? throw new InvalidOperationException(way.Host);
    ImmutableArray<WebhookSecret> newer = [Secret(way.Secret), Secret("an-older-secret-of-32-characters!")];
    ImmutableArray<WebhookSecret> older = [newer[1], newer[0]];
    var right = Delivery(way.Proof);
    (WebhookDelivery Delivery, ImmutableArray<WebhookSecret> Secrets, bool IsRight)[] kinds =
    [
        (right, newer, true),
        (right, newer, true),
        (Delivery(Wrong(way.Proof, way.First)), newer, false),
        (Delivery(Wrong(way.Proof, (way.First + way.Last) / 2)), newer, false),
        (Delivery(Wrong(way.Proof, way.Last)), newer, false),
        (right, older, true),
    ];
    var times = Array.ConvertAll(kinds, _ => new long[tries]);
    var order = Enumerable.Range(0, kinds.Length).ToArray();
    for (var i = -tries / 5; i < tries; i++)
    {
        // In another order each time, so that nobody always comes behind the same one.
        Random.Shared.Shuffle(order);
        foreach (var kind in order)
        {
            var began = Stopwatch.GetTimestamp();
            var isAuthentic = host.IsAuthentic(kinds[kind].Delivery, kinds[kind].Secrets, now);
            var took = Stopwatch.GetTimestamp() - began;
            if (isAuthentic != kinds[kind].IsRight)
            {
                throw new InvalidOperationException($"{way.Name}: kind {kind} was judged {isAuthentic}");
            }

            times[kind][Math.Max(i, 0)] = took;
        }
    }

    var medians = Array.ConvertAll(times, Median);
    var ratios = medians.Skip(1).Select(median => median / medians[0]).ToArray();
    isSeen |= ratios.Any(ratio => ratio is > 1.05 or < 1 / 1.05);
    Console.WriteLine($"| {way.Name} | {medians[0] * 1e6 / Stopwatch.Frequency:F1} µs | "
        + $"{string.Join(" | ", ratios.Select(ratio => $"{ratio:F3}"))} |");

    WebhookDelivery Delivery(string proof) => new(
        way.Headers(proof).Select(header => KeyValuePair.Create(header.Item1, ImmutableArray.Create(header.Item2))), body);
}

return isSeen ? 1 : 0;

static WebhookSecret Secret(string text) => new(Encoding.ASCII.GetBytes(text));

static string Wrong(string proof, int at) => $"{proof[..at]}{(proof[at] is '7' ? '8' : '7')}{proof[(at + 1)..]}";

static double Median(long[] ticks)
{
    Array.Sort(ticks);

    return (ticks[ticks.Length / 2] + ticks[(ticks.Length - 1) / 2]) / 2.0;
}

int Option(string name, int otherwise) =>
    Array.IndexOf(args, name) is >= 0 and var at ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;

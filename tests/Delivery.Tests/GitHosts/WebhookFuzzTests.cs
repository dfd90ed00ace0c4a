using System.Collections.Immutable;
using System.Text;
using CsCheck;
using GatewayPipeline.Delivery.GitHosts;

namespace GatewayPipeline.Delivery.Tests.GitHosts;

/// <summary>Whatever comes, it ends in an answer: nothing is thrown at the function that receives it.</summary>
public sealed class WebhookFuzzTests
{
    private static readonly ImmutableArray<string> Bodies =
    [
        WebhookBodies.GitHubPush(),
        WebhookBodies.GitHubPullRequest(),
        WebhookBodies.GitHubCheckRun(),
        WebhookBodies.GitLabPush(),
        WebhookBodies.GitLabMergeRequest(),
        WebhookBodies.AzureDevOpsPush(WebhookBodies.AzureDevOpsUpdate()),
        WebhookBodies.AzureDevOpsPullRequest(),
        WebhookBodies.GiteaPush(),
        WebhookBodies.GiteaDelete(),
        WebhookBodies.GiteaPullRequest(),
    ];

    private static readonly ImmutableArray<string> Events =
        ["push", "pull_request", "check_run", "delete", "ping", "", "\u0000", "Push Hook"];

    // What a parser may stumble over, put in the place of a stretch of a good body.
    private static readonly ImmutableArray<string> Splinters =
    [
        "null", "{}", "[]", "[null]", "-1", "1e999", "99999999999999999999", "\"\"", "\"\\ud800\"", "\"\\u0000\"", "true",
        "\"refs/heads/\"", "\ufeff", "//", ",", "}", "]", "\"", "\\", "\u0000", "\"ref\":\"refs/heads/a\",",
    ];

    private static readonly Gen<byte[]> Body = Gen.Frequency(
        (6, Gen.Select(Gen.OneOf([.. Bodies]), Gen.Int[0, 2000], Gen.Int[0, 40], Gen.OneOf([.. Splinters]))
            .Select((body, at, length, splinter) => Encoding.UTF8.GetBytes(Splice(body, at, length, splinter)))),
        (2, Gen.Select(Gen.OneOf([.. Bodies]), Gen.Int[0, 2000], Gen.Byte).Select(Flip)),
        (1, Gen.Byte.Array[0, 300]),
        (1, Gen.OneOf([.. Bodies]).Select(Encoding.UTF8.GetBytes)));

    private static readonly Gen<ImmutableArray<string>> Values = Gen.Frequency(
            (3, Gen.OneOf([.. Events])),
            (3, Gen.OneOf(
                Webhooks.Id, Webhooks.Text, "Basic Og==", "Basic ====", "Basic ", "v1,", "v1,AAAA v1,", "sha256=",
                "1900000000", "99999999999999999999")),
            (1, Gen.String))
        .List[0, 3].Select(values => values.ToImmutableArray());

    private static readonly Gen<WebhookDelivery> Delivery = Gen.Select(
        Gen.Select(
            Gen.OneOf(
                "X-GitHub-Event", "X-GitHub-Delivery", "X-Hub-Signature-256", "X-Gitlab-Token", "Idempotency-Key",
                "webhook-id", "webhook-timestamp", "webhook-signature", "Authorization", "X-Webhook-Secret",
                "X-Gitea-Event", "x-gitea-event", "X-Gitea-Delivery", "X-Gitea-Signature", "Content-Type"),
            Values,
            KeyValuePair.Create).List[0, 12],
        Body,
        (headers, body) => new WebhookDelivery(headers, body));

    [Fact]
    public void Nothing_that_comes_makes_a_host_throw() => Delivery.Sample(
        delivery =>
        {
            foreach (var host in GitHostCatalog.All)
            {
                _ = host.IsAuthentic(
                    delivery, [Webhooks.SecretOf(Webhooks.SigningToken), Webhooks.Secret], Webhooks.Now);
                if (Reason(host.Read(delivery)) is { } reason)
                {
                    Assert.DoesNotContain(reason, char.IsControl);
                }
            }
        },
        iter: 20_000);

    private static string? Reason(WebhookReading reading) => reading switch
    {
        WebhookReading.Malformed malformed => malformed.Reason,
        WebhookReading.Ignored ignored => ignored.Reason,
        _ => null,
    };

    private static string Splice(string body, int at, int length, string splinter)
    {
        var start = at % body.Length;

        return string.Concat(
            body.AsSpan(0, start), splinter, body.AsSpan(Math.Min(start + length, body.Length)));
    }

    private static byte[] Flip(string body, int at, byte mask)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        bytes[at % bytes.Length] ^= mask;

        return bytes;
    }
}

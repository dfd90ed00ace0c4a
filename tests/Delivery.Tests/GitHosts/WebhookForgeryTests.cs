using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using GatewayPipeline.Delivery.GitHosts;

namespace GatewayPipeline.Delivery.Tests.GitHosts;

/// <summary>What somebody without the secret might send. Each row differs from a right delivery in one thing.</summary>
public sealed class WebhookForgeryTests
{
    private static readonly string Push = WebhookBodies.GitHubPush();
    private static readonly string Signature = Convert.ToHexStringLower(Webhooks.Hmac(Webhooks.Text, Push));
    private static readonly string OldSignature = "sha1=" + Convert.ToHexStringLower(Webhooks.Sha1(Webhooks.Text, Push));
    private static readonly string Time = Webhooks.Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
    private static readonly string Standard =
        Webhooks.StandardSignature(Webhooks.SigningToken, Webhooks.Id, Time, Push);

    private static readonly ImmutableArray<WebhookSecret> Signing = [Webhooks.SecretOf(Webhooks.SigningToken)];
    private static readonly ImmutableArray<WebhookSecret> Plain = [Webhooks.Secret];

    private static ImmutableDictionary<string, (WebhookDelivery Delivery, ImmutableArray<WebhookSecret> Secrets)> Forgeries
    { get; } = new Dictionary<string, (WebhookDelivery, ImmutableArray<WebhookSecret>)>
    {
        ["github: another secret"] = (Webhooks.GitHub("push", Push, "another"), Plain),
        ["github: no signature"] = (Headers(), Plain),
        ["github: an empty signature"] = (Headers(("X-Hub-Signature-256", "")), Plain),
        ["github: the prefix alone"] = (Headers(("X-Hub-Signature-256", "sha256=")), Plain),
        ["github: without the prefix"] = (Headers(("X-Hub-Signature-256", Signature)), Plain),
        ["github: the older signature alone"] = (Headers(("X-Hub-Signature", OldSignature)), Plain),
        ["github: the older signature in the newer header"] = (Headers(("X-Hub-Signature-256", OldSignature)), Plain),
        ["github: the newer signature in the older header"] =
            (Headers(("X-Hub-Signature", "sha256=" + Signature)), Plain),
        ["github: in capitals"] = (Headers(("X-Hub-Signature-256", "sha256=" + Signature.ToUpperInvariant())), Plain),
        ["github: the prefix in capitals"] = (Headers(("X-Hub-Signature-256", "SHA256=" + Signature)), Plain),
        ["github: a space behind it"] = (Headers(("X-Hub-Signature-256", $"sha256={Signature} ")), Plain),
        ["github: a digit less"] = (Headers(("X-Hub-Signature-256", "sha256=" + Signature[..^1])), Plain),
        ["github: a digit more"] = (Headers(("X-Hub-Signature-256", $"sha256={Signature}0")), Plain),
        ["github: the right header after a wrong one"] = (Headers(
            ("X-Hub-Signature-256", "sha256=" + new string('0', 64)), ("X-Hub-Signature-256", "sha256=" + Signature)), Plain),
        ["github: the right header before a wrong one, in another case"] = (Headers(
            ("X-Hub-Signature-256", "sha256=" + Signature), ("x-hub-signature-256", "sha256=" + new string('0', 64))), Plain),
        ["github: the right header twice"] = (Headers(
            ("X-Hub-Signature-256", "sha256=" + Signature), ("x-hub-signature-256", "sha256=" + Signature)), Plain),
        ["github: two signatures in one header"] = (Headers(
            ("X-Hub-Signature-256", $"sha256={Signature}, sha256={Signature}")), Plain),
        ["github: the body written anew"] = (Headers(
            JsonNode.Parse(Push)?.ToJsonString() ?? "", ("X-Hub-Signature-256", "sha256=" + Signature)), Plain),
        ["github: a line break behind the body"] = (Headers(
            Push + "\n", ("X-Hub-Signature-256", "sha256=" + Signature)), Plain),
        ["github: no body"] = (Headers("", ("X-Hub-Signature-256", "sha256=" + Signature)), Plain),
        ["github: another host's header"] = (Headers(("X-Gitea-Signature", Signature)), Plain),
        ["github: the secret itself"] = (Headers(("X-Hub-Signature-256", Webhooks.Text)), Plain),
        ["github: no secret is known"] = (Webhooks.GitHub("push", Push, ""), []),
        ["github: the secret is empty"] = (Webhooks.GitHub("push", Push, ""), [Webhooks.SecretOf("")]),

        ["gitlab: another token"] = (Webhooks.GitLab(Push, "another"), Plain),
        ["gitlab: no token"] = (Headers(), Plain),
        ["gitlab: an empty token, the secret is empty"] = (Webhooks.GitLab(Push, ""), [Webhooks.SecretOf("")]),
        ["gitlab: a part of the token"] = (Webhooks.GitLab(Push, Webhooks.Text[..^1]), Plain),
        ["gitlab: the token twice"] = (Headers(
            ("X-Gitlab-Token", Webhooks.Text), ("x-gitlab-token", Webhooks.Text)), Plain),
        ["gitlab: the token in capitals"] = (Webhooks.GitLab(Push, Webhooks.Text.ToUpperInvariant()), Plain),
        ["gitlab: a signing token that is shown"] = (Webhooks.GitLab(Push, Webhooks.SigningToken), Signing),
        ["gitlab: a signing token that is shown and is no base64"] =
            (Webhooks.GitLab(Push, "whsec_*"), [Webhooks.SecretOf("whsec_*")]),
        ["gitlab: a signing token that is empty"] = (
            Webhooks.GitLabSigned(Push, "whsec_"), [Webhooks.SecretOf("whsec_")]),
        ["gitlab: signed by another token"] = (
            Webhooks.GitLabSigned(Push, "whsec_ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA="), Signing),
        ["gitlab: signed for 5 minutes and a second ago"] = (
            Webhooks.GitLabSigned(Push, seconds: Webhooks.Now.ToUnixTimeSeconds() - 301), Signing),
        ["gitlab: signed for 5 minutes and a second ahead"] = (
            Webhooks.GitLabSigned(Push, seconds: Webhooks.Now.ToUnixTimeSeconds() + 301), Signing),
        ["gitlab: signed for the end of time"] = (Webhooks.GitLabSigned(Push, seconds: long.MaxValue), Signing),
        ["gitlab: another time than was signed"] = (Standards(time: "1899999999"), Signing),
        ["gitlab: another id than was signed"] = (Standards(id: "another"), Signing),
        ["gitlab: another body than was signed"] = (Standards(body: Push + " "), Signing),
        ["gitlab: a time that is no number"] = (Standards(time: "+" + Time), Signing),
        ["gitlab: a time as a fraction"] = (Standards(time: Time + ".0"), Signing),
        ["gitlab: no id"] = (Headers(("webhook-timestamp", Time), ("webhook-signature", Standard)), Signing),
        ["gitlab: no time"] = (Headers(("webhook-id", Webhooks.Id), ("webhook-signature", Standard)), Signing),
        ["gitlab: no version"] = (Standards(signature: Standard["v1,".Length..]), Signing),
        ["gitlab: another version"] = (Standards(signature: "v1a," + Standard["v1,".Length..]), Signing),
        ["gitlab: a ninth signature"] = (Standards(
            signature: string.Concat(Enumerable.Repeat("v1,AAAA ", 8)) + Standard), Signing),
        ["gitlab: parted by a comma"] = (Standards(signature: "v1,AAAA," + Standard), Signing),

        ["azure-devops: another password"] = (Webhooks.AzureDevOps(Push, "another"), Plain),
        ["azure-devops: nothing"] = (Headers(), Plain),
        ["azure-devops: the password as the user"] = (Basic($"{Webhooks.Text}:"), Plain),
        ["azure-devops: no colon"] = (Basic(Webhooks.Text), Plain),
        ["azure-devops: no base64"] = (Headers(("Authorization", $"Basic hook:{Webhooks.Text}")), Plain),
        ["azure-devops: as a bearer"] = (Headers(("Authorization", $"Bearer {Webhooks.Text}")), Plain),
        ["azure-devops: the header twice"] = (Headers(
            ("X-Webhook-Secret", Webhooks.Text), ("x-webhook-secret", Webhooks.Text)), Plain),
        ["azure-devops: the right header beside a wrong password"] = (Headers(
            ("X-Webhook-Secret", Webhooks.Text), ("Authorization", "Basic aG9vazphbm90aGVy")), Plain),
        ["azure-devops: the secret is empty"] = (Basic("hook:"), [Webhooks.SecretOf("")]),

        ["gitea: another secret"] = (Webhooks.Gitea("push", Push, "another"), Plain),
        ["gitea: no signature"] = (Headers(), Plain),
        ["gitea: in capitals"] = (Headers(("X-Gitea-Signature", Signature.ToUpperInvariant())), Plain),
        ["gitea: the signature twice"] = (Headers(
            ("X-Gitea-Signature", Signature), ("x-gitea-signature", Signature)), Plain),
        ["gitea: GitHub's header alone"] = (Headers(("X-Hub-Signature-256", $"sha256={Signature}")), Plain),
        ["gitea: with GitHub's prefix"] = (Headers(("X-Gitea-Signature", $"sha256={Signature}")), Plain),
        ["gitea: the secret is empty"] = (Webhooks.Gitea("push", Push, ""), [Webhooks.SecretOf("")]),
    }.ToImmutableDictionary();

    public static TheoryData<string> Names => [.. Forgeries.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Refuses(string name)
    {
        var (delivery, secrets) = Forgeries[name];

        Assert.False(IsAuthentic(name[..name.IndexOf(':', StringComparison.Ordinal)], delivery, secrets), name);
    }

    public static TheoryData<string> Rights =>
        ["github", "gitlab", "gitlab signed", "gitlab signed by two keys", "azure-devops", "azure-devops by header", "gitea"];

    [Theory]
    [MemberData(nameof(Rights))]
    public void Accepts_the_right_one_by_the_older_and_by_the_newer_of_two_secrets(string name)
    {
        var host = name.Split(' ')[0];
        var delivery = name switch
        {
            "github" => Webhooks.GitHub("push", Push),
            "gitlab" => Webhooks.GitLab(Push),
            "gitlab signed" => Webhooks.GitLabSigned(Push),
            "gitlab signed by two keys" => Standards(signature: $"v1,AAAA {Standard}"),
            "azure-devops" => Webhooks.AzureDevOps(Push),
            "azure-devops by header" => Headers(("X-Webhook-Secret", Webhooks.Text)),
            _ => Webhooks.Gitea("push", Push),
        };
        var right = name.Contains("signed", StringComparison.Ordinal) ? Signing[0] : Webhooks.Secret;
        var other = Webhooks.SecretOf("the other");

        Assert.True(IsAuthentic(host, delivery, [right]));
        Assert.True(IsAuthentic(host, delivery, [right, other]));
        Assert.True(IsAuthentic(host, delivery, [other, right]));
        Assert.True(IsAuthentic(host, delivery, [Webhooks.SecretOf(""), right]));
        Assert.False(IsAuthentic(host, delivery, [other]));
        Assert.False(IsAuthentic(host, delivery, []));
        Assert.False(IsAuthentic(host, delivery, default));
    }

    [Theory]
    [InlineData(-300)]
    [InlineData(300)]
    public void A_signature_counts_for_five_minutes_to_either_side(int seconds) => Assert.True(IsAuthentic(
        "gitlab", Webhooks.GitLabSigned(Push, seconds: Webhooks.Now.ToUnixTimeSeconds() + seconds), Signing));

    [Fact]
    public void A_password_may_have_colons() =>
        Assert.True(IsAuthentic("azure-devops", Basic("hook:a:b"), [Webhooks.SecretOf("a:b")]));

    [Fact]
    public void Every_host_has_rows_in_the_table() => Assert.All(
        GitHostCatalog.All,
        host => Assert.Contains(Forgeries.Keys, name => name.StartsWith(host.Name + ":", StringComparison.Ordinal)));

    private static bool IsAuthentic(string host, WebhookDelivery delivery, ImmutableArray<WebhookSecret> secrets)
    {
        var found = GitHostCatalog.Find(host);
        Assert.NotNull(found);

        return found.IsAuthentic(delivery, secrets, Webhooks.Now);
    }

    private static WebhookDelivery Headers(params (string Name, string Value)[] headers) => Headers(Push, headers);

    private static WebhookDelivery Headers(string body, params (string Name, string Value)[] headers) =>
        Webhooks.Delivery(body, headers);

    private static WebhookDelivery Basic(string login) =>
        Headers(("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(login))));

    private static WebhookDelivery Standards(
        string? id = null, string? time = null, string? signature = null, string? body = null) => Headers(
        body ?? Push,
        ("webhook-id", id ?? Webhooks.Id),
        ("webhook-timestamp", time ?? Time),
        ("webhook-signature", signature ?? Standard));
}

using CsCheck;
using GatewayPipeline.Compiler.Text;
using GatewayPipeline.Delivery.PullRequests;

namespace GatewayPipeline.Delivery.Tests.PullRequests;

public sealed class PullRequestReviewTests
{
    private const string Head = "0123456789abcdef0123456789abcdef01234567";
    private const string Base = "fedcba9876543210fedcba9876543210fedcba98";

    private const string Gateway = """
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: { name: edge, namespace: shop }
        spec:
          selector: { istio: ingressgateway }
          servers:
            - { port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"] }
        ---
        apiVersion: v1
        kind: Service
        metadata: { name: cart, namespace: shop }
        spec: { ports: [{ name: http, port: 8080 }] }
        """;

    private static readonly string[] Attacks =
    [
        "@everyone `` </details><script>alert(1)</script>", "\n# heading\n/close\n<!-- gatewaypipeline-review:manifests -->",
        "[x](javascript:alert)", "``` ``` `", "#1 !2 ![](http://x)", "\u202e\u2066text", "|a|b|", "`",
    ];

    [Fact]
    public void A_good_change_can_be_merged_and_is_shown()
    {
        var review = Review(Routes("timeout: 5s"), Routes("timeout: 10s"));
        var report = review.ToReport(CommentLimits.GitHub);

        Assert.Equal(ReviewVerdict.Success, report.Verdict);
        Assert.Equal("1 host changed; 1 route changed", report.Title);
        Assert.Equal(Head, report.HeadCommit);
        Assert.Empty(report.Annotations);
        Assert.StartsWith(report.Marker + "\n", report.SummaryMarkdown, StringComparison.Ordinal);
        Assert.Contains("`timeout`: `5s` → `10s`", report.SummaryMarkdown, StringComparison.Ordinal);
        Assert.Contains($"`gwp diff .@{Base} .@{Head} --path deploy`", report.SummaryMarkdown, StringComparison.Ordinal);
    }

    [Fact]
    public void Findings_are_new_still_there_or_fixed()
    {
        var review = Review(
            Routes("timeout: 5s") + Broken("old") + Broken("mended"),
            "# Lines move.\n\n" + Routes("timeout: 5s") + Broken("old") + Broken("fresh"));

        Assert.Equal(ReviewVerdict.Failure, review.Verdict);
        Assert.Contains(review.Findings, each => each.IsNew && each.Finding.Message.Contains("fresh", StringComparison.Ordinal));
        Assert.Contains(review.Findings, each => !each.IsNew && each.Finding.Message.Contains("old", StringComparison.Ordinal));
        Assert.Contains(review.Fixed, finding => finding.Message.Contains("mended", StringComparison.Ordinal));
        var annotation = review.ToReport(CommentLimits.GitHub).Annotations[0];
        Assert.Equal("deploy/shop.yaml", annotation.Path);
        Assert.Equal(AnnotationLevel.Failure, annotation.Level);
        Assert.StartsWith("GWP", annotation.Title, StringComparison.Ordinal);
        Assert.True(annotation.Line > 1 && annotation.EndLine >= annotation.Line, $"{annotation}");
        Assert.Contains("(1 new)", review.ToReport(CommentLimits.GitHub).Title, StringComparison.Ordinal);
    }

    [Fact]
    public void What_would_remove_too_much_would_not_be_released()
    {
        var many = string.Concat(Enumerable.Range(0, 4).Select(index => Routes("timeout: 5s", $"h{index}.example")));

        var stopped = Review(many, Routes("timeout: 5s", "h0.example"));
        var allowed = Review(many, Routes("timeout: 5s", "h0.example"), "Close three shops\n\nAllow-Shrink: true\n");

        Assert.Equal(ReviewVerdict.Failure, stopped.Verdict);
        Assert.Contains("removes 3 of 4 hosts", stopped.Fleets[0].Shrink, StringComparison.Ordinal);
        Assert.Contains("**stops the release**", stopped.ToReport(CommentLimits.GitHub).SummaryMarkdown, StringComparison.Ordinal);
        Assert.Equal(ReviewVerdict.Success, allowed.Verdict);
    }

    [Fact]
    public void What_is_no_manifest_is_not_judged()
    {
        var review = Review(Routes("timeout: 5s"), Routes("timeout: 5s"));

        Assert.Equal(ReviewVerdict.Neutral, review.Verdict);
        Assert.Equal("no manifest is changed", review.ToReport(CommentLimits.GitHub).Title);
    }

    [Fact]
    public void A_broken_base_does_not_stop_the_request_that_mends_it()
    {
        var review = Review(Routes("timeout: 5s") + Broken("old"), Routes("timeout: 5s"));

        Assert.Equal(ReviewVerdict.Success, review.Verdict);
        Assert.True(review.Fleets[0].IsBaseBroken);
        Assert.Contains("The base has errors", review.ToReport(CommentLimits.GitHub).SummaryMarkdown, StringComparison.Ordinal);
    }

    [Fact]
    public void A_repository_without_manifests_so_far_gains_them()
    {
        var review = PullRequestReview.Of(new() { Head = Tree(Routes("timeout: 5s")), Options = new(), HeadCommit = Head });

        Assert.Equal(ReviewVerdict.Success, review.Verdict);
        Assert.Contains("1 host added", review.ToReport(CommentLimits.GitLab).Title, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CommentLimits.GitHub)]
    [InlineData(CommentLimits.AzureDevOps)]
    [InlineData(8_000)]
    public void A_comment_is_never_longer_than_the_host_takes(int limit)
    {
        var many = string.Concat(Enumerable.Range(0, 300).Select(index => Routes("timeout: 5s", $"host-number-{index}.example")));
        var broken = string.Concat(Enumerable.Range(0, 600).Select(index => Broken($"broken-{index}-{new string('x', 200)}")));

        Assert.All([Review(Routes("timeout: 5s"), many), Review(many, many + broken)], review =>
        {
            var text = review.ToReport(limit).SummaryMarkdown;
            Assert.True(text.Length <= limit, $"{text.Length} characters");
            Assert.Contains("#### Guards", text, StringComparison.Ordinal);
            Assert.Contains("#### Try it", text, StringComparison.Ordinal);
        });
        Assert.Contains("do not fit into this comment", Review(many, many + broken).ToReport(8_000).SummaryMarkdown, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_that_a_manifest_says_acts_in_the_comment() =>
        Gen.OneOf(
            Gen.Int[0, Attacks.Length - 1].Select(index => Attacks[index]),
            Gen.String[0, 40]).Sample(text =>
        {
            var span = CodeSpan.Of(text);
            Assert.DoesNotContain('\n', span);
            if (span is "(empty)")
            {
                return;
            }

            var fence = span.TakeWhile(letter => letter is '`').Count();
            var inner = span[fence..^fence];
            Assert.DoesNotContain(new string('`', fence), inner, StringComparison.Ordinal);
            Assert.True(inner[0] is not '`' && inner[^1] is not '`', $"the fence of {span} runs into its text");
            Assert.DoesNotContain(inner, char.IsControl);
        });

    [Fact]
    public void What_a_manifest_says_stands_in_spans_of_code_everywhere()
    {
        const string Nasty = "</code><img src=x onerror=alert(1)> @octocat **bold**";
        var review = Review(
            Routes("timeout: 5s"),
            Routes($"name: \"{Nasty}\"\n      directResponse: {{ status: 200, body: {{ string: \"{Nasty}\" }} }}", forwards: false));

        var text = review.ToReport(CommentLimits.GitHub).SummaryMarkdown;

        Assert.Contains("onerror", text, StringComparison.Ordinal);
        var outside = string.Concat(text.Split('`').Where((_, index) => index % 2 == 0));
        Assert.DoesNotContain("onerror", outside, StringComparison.Ordinal);
        Assert.DoesNotContain("@octocat", outside, StringComparison.Ordinal);
    }

    private static PullRequestReview Review(string older, string newer, string? message = null) => PullRequestReview.Of(new()
    {
        Base = Tree(older),
        Head = Tree(newer),
        Options = new(),
        BaseCommit = Base,
        HeadCommit = Head,
        HeadMessage = message,
        Path = "deploy",
    });

    private static ManifestTree Tree(string routes) => ManifestTree.Of(
        [new Manifest.Readable("deploy/gateway.yaml", Gateway), new Manifest.Readable("deploy/shop.yaml", routes)]);

    private static string Routes(string setting, string host = "shop.example", bool forwards = true) => $$"""
        ---
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: { name: {{host.Replace('.', '-')}}, namespace: shop }
        spec:
          hosts: [{{host}}]
          gateways: [edge]
          http:
            - {{setting}}
        {{(forwards ? "      route: [{ destination: { host: cart } }]" : "")}}

        """;

    private static string Broken(string host) => $$"""
        ---
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: { name: {{host}}, namespace: shop }
        spec:
          hosts: [{{host}}.example]
          gateways: [edge]
          http:
            - route: [{ destination: { host: no-{{host}} } }]

        """;
}

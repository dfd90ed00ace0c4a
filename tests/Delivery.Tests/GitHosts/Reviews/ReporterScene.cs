using System.Collections.Immutable;
using System.Security.Cryptography;
using GatewayPipeline.Delivery.GitHosts.Access;
using GatewayPipeline.Delivery.Pipeline;
using GatewayPipeline.Delivery.PullRequests;
using GatewayPipeline.Delivery.Secrets;

namespace GatewayPipeline.Delivery.Tests.GitHosts.Reviews;

/// <summary>A pull request at a stand-in of a host, and who reports to it.</summary>
internal sealed class ReporterScene : IAsyncDisposable
{
    public const string Token = "s3cr3t-t0ken";
    public const string InstallationToken = "ghs_s3cr3t-1nstallation";
    public const int PullRequest = 2;

    private static readonly string Key = CreateKey();

    private readonly HostAccess access;

    private ReporterScene(HostServer server, IHostStandIn host)
    {
        Server = server;
        Source = new()
        {
            Name = "shop",
            Host = host.Host,
            Repository = new Uri(server.Address, host.RepositoryPath).AbsoluteUri,
            RepositoryId = host.RepositoryId,
            Refs = [new("refs/heads/main")],
            Credential = host.Credential,
        };
        access = new(
            new SecretReader(new() { Environment = name => name is "APP_KEY" ? Key : Token }, Time),
            Time);
    }

    public HostServer Server { get; }

    public TrackedSource Source { get; }

    public InstantTime Time { get; } = new();

    public static ReviewReport Report { get; } = new()
    {
        Verdict = ReviewVerdict.Failure,
        Title = "2 errors, 1 route changed",
        Marker = "<!-- gateway-pipeline: shop -->",
        SummaryMarkdown = "<!-- gateway-pipeline: shop -->\n### shop\n\n2 errors",
        HeadCommit = Webhooks.Commit,
        Annotations = [Note("a.yaml", 3), Note("b.yaml", 5)],
    };

    public static async Task<ReporterScene> StartAsync(IHostStandIn host) =>
        new(await HostServer.StartAsync(host.Answer), host);

    public static Annotation Note(string path, int line, AnnotationLevel level = AnnotationLevel.Failure) =>
        new(path, line, 7, level, "GWP2001: A route sends traffic to a cluster that does not exist", $"no cluster {line}")
        {
            EndLine = line,
            EndColumn = 13,
            IsNew = true,
        };

    public static ImmutableArray<Annotation> Notes(int count) =>
        [.. Enumerable.Range(1, count).Select(line => Note("a.yaml", line))];

    /// <summary>What changed something at the host.</summary>
    public IEnumerable<HostCall> Writes => Server.Calls.Where(
        call => call.Method is not "GET" && call.Status < 300 && !call.Path.EndsWith("/access_tokens", StringComparison.Ordinal));

    public async Task ReportAsync(ReviewReport report)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var reporter = await access.OpenReporterAsync(Source, cancellation);

        await reporter.ReportAsync(PullRequest, report, cancellation);
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private static string CreateKey()
    {
        using var key = RSA.Create(2048);

        return key.ExportRSAPrivateKeyPem();
    }
}

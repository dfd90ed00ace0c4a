using System.Collections.Immutable;
using System.Net.Http.Headers;
using GatewayPipeline.Delivery.GitHosts.Access;
using GatewayPipeline.Delivery.GitHosts.Api;
using GatewayPipeline.Delivery.GitHosts.Reviews;
using GatewayPipeline.Delivery.Pipeline;

namespace GatewayPipeline.Delivery.GitHosts;

/// <summary>
/// What differs between the places where repositories live: how their webhooks are signed and written, how they are
/// asked, and how they show a review. One folder each, and a line in <see cref="GitHostCatalog"/>.
/// </summary>
public interface IGitHost
{
    /// <summary>As settings name it: <c>github</c>, <c>gitlab</c>, <c>azure-devops</c>, <c>gitea</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Whether it was sent by who knows one of the secrets. Looks at headers and raw bytes alone, and takes the same
    /// time whichever secret fits, or none.
    /// </summary>
    /// <param name="secrets">Several are valid while one replaces another; of none nothing is authentic.</param>
    bool IsAuthentic(WebhookDelivery delivery, ImmutableArray<WebhookSecret> secrets, DateTimeOffset now);

    /// <summary>What an authentic delivery says. Total: what cannot be read is an answer, too.</summary>
    WebhookReading Read(WebhookDelivery delivery);

    /// <summary>Below which address its REST interface lies, told from a repository's.</summary>
    /// <exception cref="GitHostException">The address is none of this host's.</exception>
    Uri ApiOf(Uri repository);

    /// <summary>How a request shows a token, and which version of the interface it speaks.</summary>
    void SetHeaders(HttpRequestHeaders headers, HostToken? token);

    /// <summary>Who shows reviews of the source's pull requests.</summary>
    /// <exception cref="GitHostException">The address of the repository is none of this host's.</exception>
    IReviewReporter OpenReporter(HostApi api, TrackedSource source);

    /// <summary>The longest comment that it takes, in characters.</summary>
    int LongestComment { get; }

    /// <summary>
    /// The ref that leads to the head of a pull request; null: it has none, and the commit that an event names is what is
    /// to be had.
    /// </summary>
    string? RefOf(int pullRequest);
}

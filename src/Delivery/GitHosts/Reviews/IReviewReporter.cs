using GatewayPipeline.Delivery.PullRequests;

namespace GatewayPipeline.Delivery.GitHosts.Reviews;

/// <summary>Shows what is said of a pull request where it is discussed.</summary>
public interface IReviewReporter
{
    /// <summary>
    /// Sets the verdict of the commit that was looked at, and writes the one comment, or edits it. What is there
    /// already stays as it is: after a failure it is called again, and after a success it may be.
    /// </summary>
    /// <exception cref="GitHostException">The host does not take it; some of it may be there.</exception>
    Task ReportAsync(int pullRequest, ReviewReport report, CancellationToken cancellation);
}

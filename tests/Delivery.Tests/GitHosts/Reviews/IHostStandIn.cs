using GatewayPipeline.Delivery.Pipeline;

namespace GatewayPipeline.Delivery.Tests.GitHosts.Reviews;

/// <summary>
/// The part of a host's REST interface that reviews use, by its documentation: what it would refuse is refused.
/// </summary>
internal interface IHostStandIn
{
    string Host { get; }

    string RepositoryId { get; }

    /// <summary>Of the repository, below the server.</summary>
    string RepositoryPath { get; }

    HostCredential Credential { get; }

    /// <summary>The pull request's newest commit.</summary>
    string Head { get; set; }

    /// <summary>The newest verdict of the head under our name, in the host's word; null: none.</summary>
    string? Verdict { get; }

    /// <summary>Comments that are on no line, the oldest first.</summary>
    IReadOnlyList<string> Comments { get; }

    /// <summary>How a request has to show the token.</summary>
    string Authorization { get; }

    /// <summary>Somebody else comments.</summary>
    void Comment(string body);

    HostReply Answer(HostCall call);
}

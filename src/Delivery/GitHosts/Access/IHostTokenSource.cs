namespace GatewayPipeline.Delivery.GitHosts.Access;

/// <summary>Gives tokens out, for one credential and one repository.</summary>
internal interface IHostTokenSource
{
    /// <exception cref="IOException">There is none to be had.</exception>
    Task<HostToken> GetAsync(HostPurpose purpose, CancellationToken cancellation);
}

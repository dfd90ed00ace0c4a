namespace GatewayPipeline.Delivery.GitHosts.Access;

/// <summary>Gives tokens out, for one credential and one repository.</summary>
internal interface IHostTokenSource
{
    /// <param name="other">The name of another repository of the same owner, for which it is wanted instead.</param>
    /// <exception cref="IOException">There is none to be had.</exception>
    Task<HostToken> GetAsync(HostPurpose purpose, string? other, CancellationToken cancellation);
}

namespace GatewayPipeline.Delivery.Sources.Git.Credentials;

/// <summary>Where credentials for a repository come from, if its address holds none.</summary>
public interface ICredentialSource
{
    /// <summary>What is shown unasked; null: nothing. Asked anew before each fetch: a token may have run out.</summary>
    /// <param name="repository">Its address, without user and password.</param>
    /// <exception cref="IOException">There should be some, and they cannot be had.</exception>
    Task<GitCredential?> FindAsync(Uri repository, CancellationToken cancellation);

    /// <summary>What is shown once a server has asked for it; null: nothing.</summary>
    Task<GitCredential?> AskAsync(Uri repository, CancellationToken cancellation);

    /// <summary>What to do when a server takes none, or not these: the end of a sentence.</summary>
    string Help(Uri repository);
}

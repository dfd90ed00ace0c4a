using System.Text;

namespace GatewayPipeline.Delivery.Sources.Git.Credentials;

/// <summary>
/// Finds credentials by host: in the environment, in a file, or by asking a command once a server has asked for them.
/// </summary>
internal sealed class CredentialFinder(Func<string, string?> environment) : ICredentialSource
{
    public const string TokenVariable = "GWP_GIT_TOKEN_";
    public const string UserVariable = "GWP_GIT_USER_";
    public const string FileVariable = "GWP_GIT_CREDENTIALS";
    public const string HelperVariable = "GWP_GIT_CREDENTIAL_HELPER";

    // Hosts that take a token ask for some name beside it, and most take any.
    private const string AnyUser = "x-access-token";

    /// <summary>What can be known without asking anybody. The file's mistakes are <see cref="IOException"/>.</summary>
    public Task<GitCredential?> FindAsync(Uri repository, CancellationToken cancellation) =>
        Task.FromResult(Find(repository));

    public async Task<GitCredential?> AskAsync(Uri repository, CancellationToken cancellation) =>
        environment(HelperVariable) is { Length: > 0 } command
            ? await CredentialCommand.AskAsync(command, repository, cancellation)
            : null;

    public string Help(Uri repository) =>
        $"set {TokenVariable}{VariableOf(repository)}, or {FileVariable} to a file of credentials, "
        + $"or {HelperVariable} to a command";

    private GitCredential? Find(Uri repository)
    {
        var host = VariableOf(repository);
        if (environment(TokenVariable + host) is { Length: > 0 } token)
        {
            return new(environment(UserVariable + host) is { Length: > 0 } user ? user : AnyUser, token.Trim());
        }

        return environment(FileVariable) is { Length: > 0 } file ? CredentialFile.Find(file, repository) : null;
    }

    private static string VariableOf(Uri repository)
    {
        var name = new StringBuilder();
        foreach (var character in repository.Authority)
        {
            name.Append(char.IsAsciiLetterOrDigit(character) ? char.ToUpperInvariant(character) : '_');
        }

        return name.ToString();
    }
}

using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GatewayPipeline.Delivery.GitHosts.Access;
using GatewayPipeline.Delivery.GitHosts.Api;
using GatewayPipeline.Delivery.Pipeline;
using GatewayPipeline.Delivery.Secrets;

namespace GatewayPipeline.Delivery.GitHosts.GitHub;

/// <summary>
/// Tokens of an installed app: each for one repository and one purpose, kept until five minutes before it runs out.
/// </summary>
/// <remarks>https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app</remarks>
internal sealed class GitHubAppTokenSource(
    HostCredential.GitHubApp app,
    string repositoryId,
    ISecretReader secrets,
    Func<HostToken, HostApi> open,
    TimeProvider time)
    : IHostTokenSource
{
    // GitHub's clock may be behind ours, and it believes no statement of more than ten minutes.
    private static readonly TimeSpan Backdating = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan StatementLifetime = TimeSpan.FromMinutes(9);
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<(HostPurpose Purpose, string? Other), Slot> slots = [];

    public async Task<HostToken> GetAsync(HostPurpose purpose, string? other, CancellationToken cancellation)
    {
        var slot = slots.GetOrAdd((purpose, other), _ => new());
        await slot.Turn.WaitAsync(cancellation);
        try
        {
            if (slot.Token is not { } token || token.ExpiresAt - Margin <= time.GetUtcNow())
            {
                slot.Token = token = await CreateAsync(purpose, other, cancellation);
            }

            return new(HostTokenKind.GitHubApp, token.Token ?? "", SecretTokenSource.AnyUser, app.AppId);
        }
        finally
        {
            slot.Turn.Release();
        }
    }

    private async Task<GitHubInstallationToken> CreateAsync(
        HostPurpose purpose, string? other, CancellationToken cancellation)
    {
        var api = open(await StateAsync(cancellation));
        GitHubTokenRequest request = new(
            other is null ? [Number(repositoryId)] : null,
            other is null ? null : [other],
            purpose is HostPurpose.Fetch
                ? new() { Contents = "read" }
                : new() { Checks = "write", PullRequests = "write" });
        var token = await api.SendAsync(
            HttpMethod.Post,
            $"app/installations/{Uri.EscapeDataString(app.InstallationId)}/access_tokens",
            request,
            GitHubApiJson.Default.GitHubTokenRequest,
            GitHubApiJson.Default.GitHubInstallationToken,
            cancellation);

        return token.Token is { Length: > 0 } ? token : throw new GitHostException("GitHub made no token for the app");
    }

    private static long Number(string id) =>
        long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new GitHostException($"'{id}' is no id of a repository at GitHub: those are numbers");

    /// <summary>What the app says of itself, signed with its key (a JSON Web Token by RS256).</summary>
    private async Task<HostToken> StateAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var content = Part(JsonSerializer.SerializeToUtf8Bytes(
                new("RS256", "JWT"), GitHubApiJson.Default.GitHubJwtHeader))
            + "." + Part(JsonSerializer.SerializeToUtf8Bytes(
                new(
                    (now - Backdating).ToUnixTimeSeconds(),
                    (now + StatementLifetime).ToUnixTimeSeconds(),
                    app.AppId),
                GitHubApiJson.Default.GitHubJwtClaims));
        var pem = await secrets.ReadAsync(app.PrivateKey, cancellation);
        using var key = RSA.Create();
        try
        {
            key.ImportFromPem(Encoding.UTF8.GetString(pem.Span));
            var signature = key.SignData(
                Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

            return new(HostTokenKind.GitHubApp, $"{content}.{Part(signature)}", "", app.AppId);
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            throw new GitHostException(
                $"What lies at {app.PrivateKey} is no private RSA key in PEM form, as GitHub gives it out for an app",
                exception);
        }
    }

    private static string Part(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    private sealed class Slot
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public GitHubInstallationToken? Token { get; set; }
    }
}

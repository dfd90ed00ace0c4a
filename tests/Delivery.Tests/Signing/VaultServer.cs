using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Azure.Core;
using Azure.Core.Pipeline;
using GatewayPipeline.Delivery.Signing;
using GatewayPipeline.Delivery.Vaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace GatewayPipeline.Delivery.Tests.Signing;

/// <summary>A vault with one key and one secret on this machine: it asks for what the real one asks for, and signs.</summary>
internal sealed class VaultServer : IAsyncDisposable
{
    public const string Token = "a-token";

    private readonly WebApplication server;
    private readonly HttpClient client;
    private int secretReads;

    private VaultServer(WebApplication server, ECDsa key, X509Certificate2 certificate)
    {
        this.server = server;
        Key = key;
        client = new(new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new System.Net.Sockets.Socket(
                    System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
                await socket.ConnectAsync(IPAddress.Loopback, Port, cancellation);

                return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
            },
            SslOptions = new()
            {
                RemoteCertificateValidationCallback = (_, shown, _, _) =>
                    shown?.GetCertHashString() == certificate.GetCertHashString(),
            },
        });
    }

    public ECDsa Key { get; }

    public Uri Address { get; } = new("https://test.vault.azure.net/keys/release");

    public Uri SecretAddress { get; } = new("https://test.vault.azure.net/secrets/hook");

    public string Secret { get; set; } = "s3cret";

    public int SecretStatus { get; set; } = StatusCodes.Status200OK;

    public int SecretReads => secretReads;

    /// <summary>What the vault answers to a signature: the right one unless a test says otherwise.</summary>
    public Func<byte[], byte[]> Sign { get; set; } = numbers => numbers;

    public string Curve { get; set; } = "P-256";

    private int Port => new Uri(server.Urls.Single()).Port;

    public KeyVaultOptions Options => new()
    {
        Transport = new HttpClientTransport(client),
        Retry = { MaxRetries = 0 },
    };

    public static async Task<VaultServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        using var rsa = RSA.Create(2048);
        var certificate = new CertificateRequest(
            "CN=test.vault.azure.net", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        var server = builder.Build();
        var vault = new VaultServer(server, ECDsa.Create(ECCurve.NamedCurves.nistP256), certificate);
        server.MapGet("/keys/release", vault.GiveKey);
        server.MapPost("/keys/release/v1/sign", vault.SignAsync);
        server.MapGet("/secrets/hook", vault.GiveSecret);
        await server.StartAsync();

        return vault;
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
        Key.Dispose();
    }

    private static bool IsAllowed(HttpRequest request) =>
        request.Headers.Authorization == $"Bearer {Token}" && request.Query["api-version"] == "7.4";

    private IResult GiveKey(HttpRequest request)
    {
        var point = Key.ExportParameters(includePrivateParameters: false).Q;

        return !IsAllowed(request) ? Forbidden : Answer(new JsonObject
        {
            ["key"] = new JsonObject
            {
                ["kid"] = $"{Address}/v1",
                ["kty"] = "EC-HSM",
                ["crv"] = Curve,
                ["x"] = Base64Url.EncodeToString(point.X),
                ["y"] = Base64Url.EncodeToString(point.Y),
            },
        });
    }

    private IResult GiveSecret(HttpRequest request)
    {
        Interlocked.Increment(ref secretReads);

        return !IsAllowed(request) ? Forbidden
            : SecretStatus is not StatusCodes.Status200OK ? Results.Text(
                """{"error":{"code":"Other","message":"It is not given out."}}""",
                "application/json",
                statusCode: SecretStatus)
            : Answer(new JsonObject
            {
                ["value"] = Secret,
                ["id"] = $"{SecretAddress}/4387e9f3d6e14c459867679a90fd0f79",
                ["attributes"] = new JsonObject { ["enabled"] = true },
            });
    }

    private async Task<IResult> SignAsync(HttpRequest request)
    {
        var body = await JsonNode.ParseAsync(request.Body);
        if (!IsAllowed(request) || (string?)body?["alg"] != "ES256")
        {
            return Forbidden;
        }

        var numbers = Key.SignHash(
            Base64Url.DecodeFromChars((string?)body["value"]), DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

        return Answer(new JsonObject
        {
            ["kid"] = $"{Address}/v1",
            ["value"] = Base64Url.EncodeToString(Sign(numbers)),
        });
    }

    private static IResult Forbidden => Results.Text(
        """{"error":{"code":"Forbidden","message":"The caller may not do that."}}""",
        "application/json", statusCode: StatusCodes.Status403Forbidden);

    private static IResult Answer(JsonObject json) => Results.Text(json.ToJsonString(), "application/json");
}

/// <summary>Knows one token, for the scope of vaults alone.</summary>
internal sealed class VaultCredential(string token) : TokenCredential
{
    public override AccessToken GetToken(TokenRequestContext context, CancellationToken cancellation)
    {
        Assert.Equal(["https://vault.azure.net/.default"], context.Scopes);

        return new(token, DateTimeOffset.UtcNow.AddHours(1));
    }

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext context, CancellationToken cancellation) =>
        new(GetToken(context, cancellation));
}

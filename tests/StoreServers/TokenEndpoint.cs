using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace GatewayPipeline.StoreServers;

/// <summary>
/// The identity services of Azure, at one address: of a virtual machine, of an app service, and of a directory. Each
/// gives a token only for the request that its documentation asks for.
/// </summary>
public sealed class TokenEndpoint : IAsyncDisposable
{
    public const string Secret = "header-of-the-app";
    public const string Assertion = "token-of-the-cluster";

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly WebApplication application;
    private int given;

    private TokenEndpoint(WebApplication application) => this.application = application;

    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    public int Given => given;

    /// <summary>The service is away.</summary>
    public bool IsAway { get; set; }

    public static async Task<TokenEndpoint> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var endpoint = new TokenEndpoint(builder.Build());
        endpoint.application.Run(endpoint.AnswerAsync);
        await endpoint.application.StartAsync();
        endpoint.Address = new(endpoint.application.Urls.Single());

        return endpoint;
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        if (IsAway)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
        else if (request.Path == "/metadata/identity/oauth2/token" && request.Headers["Metadata"] == "true"
            && request.Query["api-version"] == "2018-02-01" && IsForStorage(request))
        {
            await GiveAsync(context, expiresIn: $"\"{Seconds}\"");
        }
        else if (request.Path == "/msi/token" && request.Headers["X-IDENTITY-HEADER"] == Secret
            && request.Query["api-version"] == "2019-08-01" && IsForStorage(request))
        {
            await GiveAsync(context, expiresIn: null);
        }
        else if (request.Path == "/tenant-1/oauth2/v2.0/token" && request.Method == "POST"
            && await request.ReadFormAsync() is var form && form["grant_type"] == "client_credentials"
            && form["client_id"] == "client-1" && form["scope"] == "https://storage.azure.com/.default"
            && form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
            && form["client_assertion"] == Assertion)
        {
            await GiveAsync(context, expiresIn: Seconds);
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync(
                """{"error":"invalid_request","error_description":"not as documented\r\nTrace: 1"}""");
        }
    }

    private static string Seconds => ((long)Lifetime.TotalSeconds).ToString(CultureInfo.InvariantCulture);

    private static bool IsForStorage(HttpRequest request) => request.Query["resource"] == "https://storage.azure.com/";

    private async Task GiveAsync(HttpContext context, string? expiresIn)
    {
        Interlocked.Increment(ref given);
        var expires = DateTimeOffset.UtcNow.Add(Lifetime).ToUnixTimeSeconds();
        var lifetime = expiresIn is null ? $"\"expires_on\":\"{expires}\"" : $"\"expires_in\":{expiresIn}";
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(
            $$"""{"token_type":"Bearer","access_token":"{{Token(expires)}}",{{lifetime}}}""");
    }

    /// <summary>What the emulator takes for a token: of an issuer of Azure, for storage, in force, unsigned.</summary>
    private static string Token(long expires)
    {
        var started = DateTimeOffset.UtcNow.AddMinutes(-5).ToUnixTimeSeconds();
        var payload =
            $$"""{"aud":"https://storage.azure.com","iss":"https://sts.windows.net/tenant-1/","iat":{{started}},"nbf":{{started}},"exp":{{expires}},"ver":"1.0"}""";

        return $"{Encode("""{"alg":"RS256","typ":"JWT"}""")}.{Encode(payload)}.{Encode("unsigned")}";

        static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
    }
}

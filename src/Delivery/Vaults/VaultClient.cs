using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace GatewayPipeline.Delivery.Vaults;

/// <summary>Speaks with an Azure Key Vault by its REST interface: three calls are all that is needed.</summary>
internal sealed class VaultClient(HttpPipeline pipeline)
{
    private const string Version = "api-version=7.4";

    /// <param name="item">A key or a secret in a vault.</param>
    /// <exception cref="VaultException">The address is that of no vault.</exception>
    public static VaultClient Open(Uri item, TokenCredential credential, KeyVaultOptions options) =>
        new(HttpPipelineBuilder.Build(options, new BearerTokenAuthenticationPolicy(credential, ScopeOf(item))));

    /// <exception cref="VaultException">The vault does not do what it is asked for.</exception>
    public async Task<T> SendAsync<T>(
        RequestMethod method,
        Uri item,
        string operation,
        byte[]? body,
        JsonTypeInfo<T> type,
        CancellationToken cancellation)
    {
        using var message = pipeline.CreateMessage();
        message.Request.Method = method;
        message.Request.Uri.Reset(new($"{item.AbsoluteUri.TrimEnd('/')}{operation}?{Version}"));
        message.Request.Headers.Add("Accept", "application/json");
        if (body is not null)
        {
            message.Request.Headers.Add("Content-Type", "application/json");
            message.Request.Content = RequestContent.Create(body);
        }

        try
        {
            await pipeline.SendAsync(message, cancellation);
            if (message.Response.IsError)
            {
                throw new VaultException(
                    $"{item} answered {message.Response.Status} {message.Response.ReasonPhrase}: "
                    + ReadProblem(message.Response.Content))
                {
                    MayPass = message.Response.Status is 408 or 429 or >= 500,
                };
            }

            return JsonSerializer.Deserialize(message.Response.Content, type) ?? throw new JsonException("it is null");
        }
        catch (Exception exception) when (
            exception is RequestFailedException or JsonException
            || exception.GetType().Namespace is "Azure.Identity")
        {
            throw new VaultException($"{item} could not be used: {exception.Message}", exception) { MayPass = true };
        }
    }

    // The vault's address without its own name is what a token is asked for, in every cloud of Azure.
    private static string ScopeOf(Uri item) =>
        item is { Scheme: "https", Host: var host } && host.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot
            ? $"https://{host[(dot + 1)..]}/.default"
            : throw new VaultException($"{item} lies in no vault: write https://VAULT.vault.azure.net/…");

    private static string ReadProblem(BinaryData content)
    {
        try
        {
            return JsonSerializer.Deserialize(content, VaultJson.Default.ProblemAnswer)?.Error?.Message ?? "";
        }
        catch (JsonException)
        {
            return "";
        }
    }
}

/// <summary>How the vault is called: repetitions, time limits, transport.</summary>
public sealed class KeyVaultOptions : ClientOptions;

/// <summary>A vault did not do what it was asked for; whoever asked says what that means.</summary>
internal sealed class VaultException(string message, Exception? cause = null) : IOException(message, cause)
{
    /// <summary>Asking again later may help: nobody has said no.</summary>
    public bool MayPass { get; init; }
}

internal sealed record ProblemAnswer(VaultProblem? Error);

internal sealed record VaultProblem(string? Message);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ProblemAnswer))]
internal sealed partial class VaultJson : JsonSerializerContext;

using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using GatewayPipeline.Bundles;
using GatewayPipeline.Delivery.Signing;

namespace GatewayPipeline.Cli.Up.Pipeline;

/// <summary>What the hook of a repository needs to know of the session.</summary>
/// <param name="Address">Where webhooks go.</param>
/// <param name="RepositoryId">What the webhook calls the repository.</param>
internal sealed record WebhookPlace(Uri Address, long RepositoryId);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(WebhookPlace))]
internal sealed partial class WebhookPlaceJson : JsonSerializerContext;

/// <summary>The files of a session in its state folder, besides those of <see cref="StateFolder"/>.</summary>
internal sealed class PipelineFiles(string state)
{
    /// <summary>The source's name in the settings, and so in the webhook's address.</summary>
    public const string Source = "local";

    /// <summary>The git host that the hook speaks like.</summary>
    public const string Host = "gitea";

    public const string Channel = UpPublisher.Channel;
    public const string Bundles = "bundles";
    public const long RepositoryId = 1;

    private const UnixFileMode OwnersAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int SecretBytes = 32;

    public string Settings => Join("pipeline.json");

    public string Secret => Join("webhook.secret");

    public string Azurite => Join("azurite");

    public string Timeline => Join(System.IO.Path.Combine("logs", "timeline.jsonl"));

    public string FunctionsLog => Join(System.IO.Path.Combine("logs", "functions.log"));

    private string Webhook => Join("webhook.json");

    /// <summary>The secret that hook and app share; made when it is asked for the first time.</summary>
    public async Task<byte[]> SecretAsync(CancellationToken cancellation)
    {
        if (!File.Exists(Secret))
        {
            var made = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes));
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = OwnersAlone;
            }

            await using var file = new FileStream(Secret, options);
            await file.WriteAsync(System.Text.Encoding.ASCII.GetBytes(made), cancellation);
        }

        return await File.ReadAllBytesAsync(Secret, cancellation);
    }

    public Task WriteSettingsAsync(PipelineOptions options, KeyDirectory keys, CancellationToken cancellation)
    {
        var source = new JsonObject
        {
            ["name"] = Source,
            ["host"] = Host,
            ["repository"] = options.Repository,
            ["repositoryId"] = RepositoryId.ToString(CultureInfo.InvariantCulture),
            ["refs"] = new JsonArray(new JsonObject { ["ref"] = options.Ref, ["channel"] = Channel }),
            ["webhookSecrets"] = new JsonArray(JsonValue.Create($"file:{Secret}")),
            ["reviewsPullRequests"] = false,
        };
        if (options.Path is { } path)
        {
            source["path"] = path;
        }

        var folder = System.IO.Path.GetDirectoryName(keys.RootPath) ?? "";
        var settings = new JsonObject
        {
            ["store"] = $"azure:{Bundles}",
            ["root"] = BundleDigest.Of(File.ReadAllBytes(keys.RootPath)).ToString(),
            ["keys"] = new JsonArray(
            [
                .. KeySource.FilesOf(folder, TrustRole.Release).Select(key => JsonValue.Create($"release={key.Place}")),
                .. KeySource.FilesOf(folder, TrustRole.Channel).Select(key => JsonValue.Create($"channel={key.Place}")),
            ]),
            ["sources"] = new JsonArray(source),
        };

        return File.WriteAllTextAsync(Settings, settings.ToJsonString(), cancellation);
    }

    public Task WriteWebhookAsync(Uri functions, CancellationToken cancellation)
    {
        var place = new WebhookPlace(new(functions, $"api/webhooks/{Source}"), RepositoryId);

        return File.WriteAllBytesAsync(
            Webhook, JsonSerializer.SerializeToUtf8Bytes(place, WebhookPlaceJson.Default.WebhookPlace), cancellation);
    }

    /// <summary>Null: no session has ever begun.</summary>
    public async Task<WebhookPlace?> ReadWebhookAsync(CancellationToken cancellation) =>
        File.Exists(Webhook)
            ? JsonSerializer.Deserialize(
                await File.ReadAllBytesAsync(Webhook, cancellation), WebhookPlaceJson.Default.WebhookPlace)
            : null;

    private string Join(string name) => System.IO.Path.Combine(state, name);
}

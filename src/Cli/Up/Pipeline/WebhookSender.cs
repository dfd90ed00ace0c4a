using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace GatewayPipeline.Cli.Up.Pipeline;

/// <summary>A ref of a repository that moved, as git's post-receive hook is told of it.</summary>
internal sealed record RefUpdate(string Before, string After, string Ref)
{
    private const string Nothing = "0000000000000000000000000000000000000000";

    /// <summary>As if the ref had just been made.</summary>
    public static RefUpdate To(string commit, string reference) => new(Nothing, commit, reference);

    public bool IsDeletion => After.Trim('0') is "";

    /// <summary>Null: the line is none that git writes.</summary>
    public static RefUpdate? Parse(string line) =>
        line.Split(' ', 3) is [var before, var after, var reference] ? new(before, after, reference.Trim()) : null;
}

/// <summary>Tells the functions app of a push, as Gitea would: with its headers, and signed with the shared secret.
/// </summary>
internal sealed class WebhookSender(WebhookPlace place, byte[] secret) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Patience };

    /// <summary>Null: it was taken; else why it was not.</summary>
    public async Task<string?> SendAsync(RefUpdate update, CancellationToken cancellation)
    {
        var body = Encoding.UTF8.GetBytes(BodyOf(update).ToJsonString());
        using var request = new HttpRequestMessage(HttpMethod.Post, place.Address)
        {
            Content = new ByteArrayContent(body)
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            },
        };
        request.Headers.Add("X-Gitea-Event", update.IsDeletion ? "delete" : "push");
        request.Headers.Add("X-Gitea-Delivery", Guid.NewGuid().ToString());
        request.Headers.Add("X-Gitea-Signature", Convert.ToHexStringLower(HMACSHA256.HashData(secret, body)));
        try
        {
            using var answer = await client.SendAsync(request, cancellation);
            var text = (await answer.Content.ReadAsStringAsync(cancellation)).Trim();

            return answer.IsSuccessStatusCode ? null : string.Create(
                CultureInfo.InvariantCulture, $"the functions app answered {(int)answer.StatusCode}: {text}");
        }
        catch (HttpRequestException)
        {
            return "gwp up --functions is not running; it will look when it starts";
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return "the functions app did not answer in time; its timer will look";
        }
    }

    public void Dispose() => client.Dispose();

    private JsonObject BodyOf(RefUpdate update)
    {
        var repository = new JsonObject { ["id"] = place.RepositoryId };
        var parts = update.Ref.Split('/', 3);

        return update.IsDeletion
            ? new()
            {
                ["ref"] = parts.Length == 3 ? parts[2] : update.Ref,
                ["ref_type"] = parts is [_, "tags", _] ? "tag" : "branch",
                ["repository"] = repository,
            }
            : new()
            {
                ["ref"] = update.Ref,
                ["before"] = update.Before,
                ["after"] = update.After,
                ["repository"] = repository,
            };
    }
}

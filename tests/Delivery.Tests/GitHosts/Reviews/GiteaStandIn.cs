using System.Text.Json.Nodes;
using GatewayPipeline.Delivery.Pipeline;

namespace GatewayPipeline.Delivery.Tests.GitHosts.Reviews;

/// <summary>Gitea's statuses, comments and pull requests, by its templates/swagger/v1_json.tmpl.</summary>
internal sealed class GiteaStandIn : IHostStandIn
{
    private const string Repository = "/git/api/v1/repos/octo/shop";

    private readonly List<JsonObject> comments = [];
    private readonly List<JsonObject> statuses = [];
    private long lastId = 100;

    public string Host => "gitea";

    public string RepositoryId => "140";

    public string RepositoryPath => "git/octo/shop.git";

    public HostCredential Credential => new HostCredential.Token(new("env:TOKEN"));

    public string Authorization => $"token {ReporterScene.Token}";

    public string Head { get; set; } = Webhooks.Commit;

    public string? Verdict => (string?)statuses.LastOrDefault()?["status"];

    public IReadOnlyList<string> Comments => [.. comments.Select(each => (string?)each["body"] ?? "")];

    public void Comment(string body) => Add(body, 7);

    public HostReply Answer(HostCall call) => call.Headers["Authorization"] != Authorization
        ? HostReply.Problem(401, "invalid username, password or token")
        : call.What switch
        {
            "GET /git/api/v1/user" => HostReply.Json(new JsonObject { ["login"] = "robot", ["id"] = 1 }),
            $"GET {Repository}/pulls/2" => HostReply.Json(new JsonObject
            {
                ["number"] = 2,
                ["head"] = new JsonObject { ["ref"] = "changes", ["sha"] = Head },
                ["base"] = new JsonObject { ["ref"] = "main" },
            }),
            $"GET {Repository}/issues/2/comments" => HostReply.Json(new JsonArray([.. comments.Select(each => each.DeepClone())])),
            $"POST {Repository}/issues/2/comments" => Contract.Objection(call.Body, ["body"]) is { } objection
                ? HostReply.Problem(422, objection)
                : HostReply.Json(Add(call.Text("body"), 1).DeepClone(), 201),
            $"GET {Repository}/commits/{Webhooks.Commit}/statuses" =>
                HostReply.Json(Contract.Page(statuses, call.Query, "limit")),
            $"POST {Repository}/statuses/{Webhooks.Commit}" => SetStatus(call),
            _ when call.What.StartsWith($"PATCH {Repository}/issues/comments/", StringComparison.Ordinal) => Edit(call),
            _ => HostReply.Problem(404, "GetRepositoryByOwnerAndName"),
        };

    private JsonObject Add(string body, long user)
    {
        comments.Add(new() { ["id"] = ++lastId, ["body"] = body, ["user"] = new JsonObject { ["id"] = user } });

        return comments[^1];
    }

    private HostReply Edit(HostCall call)
    {
        var comment = comments.Find(each => call.Path.EndsWith($"/{each["id"]}", StringComparison.Ordinal));
        if (comment is null || Contract.Objection(call.Body, ["body"]) is not null)
        {
            return HostReply.Problem(404, "Not Found");
        }

        comment["body"] = call.Text("body");

        return HostReply.Json(comment.DeepClone());
    }

    private HostReply SetStatus(HostCall call)
    {
        if (Contract.Objection(call.Body, ["state"], "context", "description", "target_url") is { } objection
            || call.Text("state") is not ("pending" or "success" or "error" or "failure" or "warning"))
        {
            return HostReply.Problem(422, "Validation Failed");
        }

        statuses.Add(new()
        {
            ["id"] = ++lastId,
            ["status"] = call.Text("state"),
            ["context"] = call.Text("context"),
            ["description"] = call.Text("description"),
        });

        return HostReply.Json(statuses[^1].DeepClone(), 201);
    }
}

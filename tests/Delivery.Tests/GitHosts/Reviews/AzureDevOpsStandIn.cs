using System.Text;
using System.Text.Json.Nodes;
using GatewayPipeline.Delivery.Pipeline;

namespace GatewayPipeline.Delivery.Tests.GitHosts.Reviews;

/// <summary>
/// The iterations, statuses and threads of pull requests in Azure DevOps, by
/// https://learn.microsoft.com/rest/api/azure/devops/git (version 7.1).
/// </summary>
internal sealed class AzureDevOpsStandIn : IHostStandIn
{
    private const string Request =
        "/org/_apis/git/repositories/278d5cd2-584d-4b63-824a-2ba458937249/pullRequests/2";

    private static readonly string[] States = ["notSet", "pending", "succeeded", "failed", "error", "notApplicable"];
    private static readonly string[] ThreadStates =
        ["unknown", "active", "fixed", "wontFix", "closed", "byDesign", "pending"];

    private readonly List<JsonObject> statuses = [];
    private int lastId = 100;

    public string Host => "azure-devops";

    public string RepositoryId => "278d5cd2-584d-4b63-824a-2ba458937249";

    public string RepositoryPath => "org/project/_git/shop";

    public HostCredential Credential => new HostCredential.Token(new("env:TOKEN"));

    public string Authorization => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($":{ReporterScene.Token}"));

    public string Head { get; set; } = Webhooks.Commit;

    public List<JsonObject> Threads { get; } = [];

    public string? Verdict => (string?)statuses.LastOrDefault()?["state"];

    public IReadOnlyList<string> Comments =>
        [.. Threads.Where(each => each["threadContext"] is null).Select(each => (string?)First(each)["content"] ?? "")];

    public void Comment(string body) => Begin(body, "somebody", "active", where: null);

    public static JsonObject First(JsonObject thread) => thread["comments"]?[0]?.AsObject() ?? [];

    public HostReply Answer(HostCall call) => call.Headers["Authorization"] != Authorization
        ? HostReply.Problem(401, "Unauthorized")
        : !call.Query.Contains("api-version=7.1", StringComparison.Ordinal)
            ? HostReply.Problem(400, "No api-version was supplied for the request.")
        : call.What switch
        {
            "GET /org/_apis/connectionData" => HostReply.Json(new JsonObject
            {
                ["authenticatedUser"] = new JsonObject { ["id"] = "robot" },
            }),
            $"GET {Request}/iterations" => HostReply.Json(new JsonObject
            {
                ["value"] = new JsonArray(Iteration(1, Webhooks.Before), Iteration(2, Head)), ["count"] = 2,
            }),
            $"GET {Request}/statuses" => List(statuses),
            $"POST {Request}/statuses" => SetStatus(call),
            $"GET {Request}/threads" => List(Threads),
            $"POST {Request}/threads" => Begin(call),
            _ when call.What.StartsWith($"PATCH {Request}/threads/", StringComparison.Ordinal) =>
                call.Path.Contains("/comments/", StringComparison.Ordinal) ? Edit(call) : Update(call),
            _ => HostReply.Problem(404, "TF401180: The requested pull request was not found."),
        };

    private static JsonObject Iteration(int id, string commit) =>
        new() { ["id"] = id, ["sourceRefCommit"] = new JsonObject { ["commitId"] = commit } };

    private static HostReply List(List<JsonObject> items) => HostReply.Json(new JsonObject
    {
        ["value"] = new JsonArray([.. items.Select(item => item.DeepClone())]), ["count"] = items.Count,
    });

    private HostReply SetStatus(HostCall call)
    {
        var objection = Contract.Objection(
                call.Body, ["state", "context"], "description", "targetUrl", "iterationId", "properties")
            ?? Contract.Objection(call.Body?["context"], ["name"], "genre");
        if (objection is not null || !States.Contains(call.Text("state")))
        {
            return HostReply.Problem(400, objection ?? "state");
        }

        var status = call.Body?.DeepClone().AsObject() ?? [];
        status["id"] = ++lastId;
        statuses.Add(status);

        return HostReply.Json(status.DeepClone());
    }

    private HostReply Begin(HostCall call)
    {
        var first = call.Body?["comments"]?[0];
        var where = call.Body?["threadContext"];
        var objection = Contract.Objection(call.Body, ["comments", "status"], "threadContext", "properties")
            ?? Contract.Objection(first, ["content", "commentType", "parentCommentId"])
            ?? (where is null ? null : Contract.Objection(
                where, ["filePath"], "rightFileStart", "rightFileEnd", "leftFileStart", "leftFileEnd"))
            ?? (where is null || ((string?)where["filePath"] ?? "").StartsWith('/') ? null : "filePath")
            ?? (ThreadStates.Contains(call.Text("status")) ? null : "status");

        return objection is not null
            ? HostReply.Problem(400, objection)
            : HostReply.Json(Begin(
                (string?)first?["content"] ?? "", "robot", call.Text("status"), where?.DeepClone()).DeepClone());
    }

    private JsonObject Begin(string content, string author, string status, JsonNode? where)
    {
        Threads.Add(new()
        {
            ["id"] = ++lastId,
            ["status"] = status,
            ["isDeleted"] = false,
            ["threadContext"] = where,
            ["comments"] = new JsonArray(new JsonObject
            {
                ["id"] = 1,
                ["content"] = content,
                ["commentType"] = "text",
                ["author"] = new JsonObject { ["id"] = author },
            }),
        });

        return Threads[^1];
    }

    private HostReply Edit(HostCall call)
    {
        var thread = Threads.Find(each => call.Path == $"{Request}/threads/{each["id"]}/comments/1");
        if (thread is null || Contract.Objection(call.Body, ["content"]) is not null)
        {
            return HostReply.Problem(404, "Not Found");
        }

        First(thread)["content"] = call.Text("content");

        return HostReply.Json(First(thread).DeepClone());
    }

    private HostReply Update(HostCall call)
    {
        var thread = Threads.Find(each => call.Path == $"{Request}/threads/{each["id"]}");
        if (thread is null || Contract.Objection(call.Body, ["status"]) is not null)
        {
            return HostReply.Problem(404, "Not Found");
        }

        thread["status"] = call.Text("status");

        return HostReply.Json(thread.DeepClone());
    }
}

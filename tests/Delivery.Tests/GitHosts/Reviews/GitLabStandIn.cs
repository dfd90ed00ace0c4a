using System.Text.Json.Nodes;
using GatewayPipeline.Delivery.Pipeline;

namespace GatewayPipeline.Delivery.Tests.GitHosts.Reviews;

/// <summary>
/// GitLab's commit statuses, merge requests, notes and discussions, by https://docs.gitlab.com/api/ (commits,
/// merge_requests, notes, discussions).
/// </summary>
internal sealed class GitLabStandIn : IHostStandIn
{
    private const string Project = "/api/v4/projects/15";
    private const string Request = $"{Project}/merge_requests/2";

    private readonly List<JsonObject> statuses = [];
    private long lastId = 100;

    public string Host => "gitlab";

    public string RepositoryId => "15";

    public string RepositoryPath => "group/sub/shop.git";

    public HostCredential Credential => new HostCredential.Token(new("env:TOKEN"));

    public string Authorization => $"Bearer {ReporterScene.Token}";

    public string Head { get; set; } = Webhooks.Commit;

    /// <summary>The only file that the merge request changes.</summary>
    public string Changed { get; set; } = "a.yaml";

    public List<JsonObject> Discussions { get; } = [];

    public string? Verdict => (string?)statuses.LastOrDefault()?["status"];

    public IReadOnlyList<string> Comments =>
        [.. Discussions.Where(each => (bool?)each["individual_note"] is true).Select(each => (string?)Note(each)["body"] ?? "")];

    public void Comment(string body) => Begin(body, 7, isAlone: true);

    public static JsonObject Note(JsonObject discussion) => discussion["notes"]?[0]?.AsObject() ?? [];

    public HostReply Answer(HostCall call) => call.Headers["Authorization"] != Authorization
        ? HostReply.Problem(401, "401 Unauthorized")
        : call.What switch
        {
            "GET /api/v4/user" => HostReply.Json(new JsonObject { ["username"] = "robot", ["id"] = 1 }),
            $"GET {Request}" => HostReply.Json(new JsonObject
            {
                ["iid"] = 2,
                ["sha"] = Head,
                ["diff_refs"] = new JsonObject
                {
                    ["base_sha"] = Webhooks.Before, ["head_sha"] = Head, ["start_sha"] = Webhooks.Before,
                },
            }),
            $"GET {Request}/discussions" => HostReply.Json(Contract.Page(Discussions, call.Query, "per_page")),
            $"POST {Request}/notes" => HostReply.Json(Note(Begin(call.Text("body"), 1, isAlone: true)).DeepClone(), 201),
            $"POST {Request}/discussions" => Discuss(call),
            $"GET {Project}/repository/commits/{Webhooks.Commit}/statuses" =>
                HostReply.Json(Contract.Page(statuses, call.Query, "per_page")),
            $"POST {Project}/statuses/{Webhooks.Commit}" => SetStatus(call),
            _ when call.What.StartsWith($"PUT {Request}/notes/", StringComparison.Ordinal) => Edit(call),
            _ when call.What.StartsWith($"PUT {Request}/discussions/", StringComparison.Ordinal) => Resolve(call),
            _ => HostReply.Problem(404, "404 Not found"),
        };

    private JsonObject Begin(string body, long user, bool isAlone)
    {
        Discussions.Add(new()
        {
            ["id"] = $"6a9c1750b37d513a43987b574953fceb50b0{++lastId}",
            ["individual_note"] = isAlone,
            ["notes"] = new JsonArray(new JsonObject
            {
                ["id"] = ++lastId,
                ["body"] = body,
                ["author"] = new JsonObject { ["id"] = user },
                ["resolvable"] = !isAlone,
            }),
        });
        if (!isAlone)
        {
            Note(Discussions[^1])["resolved"] = false;
        }

        return Discussions[^1];
    }

    private HostReply Discuss(HostCall call)
    {
        var position = call.Body?["position"];
        var objection = Contract.Objection(call.Body, ["body", "position"], "commit_id", "created_at")
            ?? Contract.Objection(
                position,
                ["base_sha", "head_sha", "start_sha", "position_type", "new_path", "old_path"],
                "new_line", "old_line", "line_range");

        return objection is not null ? HostReply.Problem(400, objection)
            : (string?)position?["new_path"] != Changed
                ? HostReply.Problem(400, """400 Bad request - Note {:line_code=>["can't be blank"]}""")
            : HostReply.Json(Begin(call.Text("body"), 1, isAlone: false).DeepClone(), 201);
    }

    private HostReply Edit(HostCall call)
    {
        var note = Discussions.Select(Note).FirstOrDefault(
            each => call.Path.EndsWith($"/{each["id"]}", StringComparison.Ordinal));
        if (note is null || Contract.Objection(call.Body, ["body"]) is not null)
        {
            return HostReply.Problem(404, "404 Note Not Found");
        }

        note["body"] = call.Text("body");

        return HostReply.Json(note.DeepClone());
    }

    private HostReply Resolve(HostCall call)
    {
        var discussion = Discussions.Find(each => call.Path.EndsWith($"/{each["id"]}", StringComparison.Ordinal));
        if (discussion is null || Contract.Objection(call.Body, ["resolved"]) is not null)
        {
            return HostReply.Problem(404, "404 Discussion Not Found");
        }

        var isResolved = (bool?)call.Body?["resolved"] is true;
        Note(discussion)["resolved"] = isResolved;
        Note(discussion)["resolved_by"] = isResolved ? new JsonObject { ["id"] = 1 } : null;

        return HostReply.Json(discussion.DeepClone());
    }

    // A state that is there already is refused, as GitLab does.
    private HostReply SetStatus(HostCall call)
    {
        if (Contract.Objection(
                call.Body, ["state"], "name", "context", "description", "coverage", "pipeline_id", "ref", "target_url")
            is { } objection
            || call.Text("state") is not ("pending" or "running" or "success" or "failed" or "canceled" or "skipped"))
        {
            return HostReply.Problem(400, "state does not have a valid value");
        }

        if (Verdict == call.Text("state") && (string?)statuses[^1]["description"] == call.Text("description"))
        {
            return HostReply.Problem(400, "Cannot transition status via :success from :success");
        }

        statuses.Add(new()
        {
            ["id"] = ++lastId,
            ["status"] = call.Text("state"),
            ["name"] = call.Text("name"),
            ["description"] = call.Text("description"),
        });

        return HostReply.Json(statuses[^1].DeepClone(), 201);
    }
}

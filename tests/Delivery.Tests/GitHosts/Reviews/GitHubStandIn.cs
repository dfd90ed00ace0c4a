using System.Text.Json.Nodes;
using GatewayPipeline.Delivery.Pipeline;

namespace GatewayPipeline.Delivery.Tests.GitHosts.Reviews;

/// <summary>
/// GitHub's check runs, statuses, issue comments and pull requests, by
/// https://github.com/github/rest-api-description (descriptions/api.github.com, version 2022-11-28).
/// </summary>
internal sealed class GitHubStandIn(bool isApp) : IHostStandIn
{
    private const string Repository = "/api/v3/repos/octo/shop";
    private static readonly string[] Conclusions =
        ["action_required", "cancelled", "failure", "neutral", "success", "skipped", "stale", "timed_out"];

    private readonly List<JsonObject> comments = [];
    private long lastId = 100;

    public string Host => "github";

    public string RepositoryId => "186853002";

    public string RepositoryPath => "octo/shop.git";

    public HostCredential Credential => isApp
        ? new HostCredential.GitHubApp("31337", "42", new("env:APP_KEY"))
        : new HostCredential.Token(new("env:TOKEN"));

    public string Authorization => $"Bearer {(isApp ? ReporterScene.InstallationToken : ReporterScene.Token)}";

    public string Head { get; set; } = Webhooks.Commit;

    public List<JsonObject> CheckRuns { get; } = [];

    public List<JsonObject> Statuses { get; } = [];

    public string? Verdict => isApp
        ? (string?)CheckRuns.LastOrDefault(run => (string?)run["head_sha"] == Head)?["conclusion"]
        : (string?)Statuses.LastOrDefault()?["state"];

    public IReadOnlyList<string> Comments => [.. comments.Select(each => (string?)each["body"] ?? "")];

    public void Comment(string body) => Add(body, 7, app: null);

    public HostReply Answer(HostCall call)
    {
        if (call.Headers["Accept"] != "application/vnd.github+json"
            || call.Headers["X-GitHub-Api-Version"] != "2022-11-28"
            || !call.Headers.ContainsKey("User-Agent"))
        {
            return HostReply.Problem(400, "a header is missing");
        }

        if (call.What == "POST /api/v3/app/installations/42/access_tokens")
        {
            return HostReply.Json(
                new JsonObject { ["token"] = ReporterScene.InstallationToken, ["expires_at"] = "2031-01-01T00:00:00Z" },
                201);
        }

        return call.Headers["Authorization"] != Authorization
            ? HostReply.Problem(401, "Bad credentials")
            : call.What switch
            {
                "GET /api/v3/user" => isApp
                    ? HostReply.Problem(403, "Resource not accessible by integration")
                    : HostReply.Json(new JsonObject { ["login"] = "robot", ["id"] = 1 }),
                $"GET {Repository}/pulls/2" => HostReply.Json(new JsonObject
                {
                    ["number"] = 2,
                    ["head"] = new JsonObject { ["ref"] = "changes", ["sha"] = Head },
                    ["base"] = new JsonObject { ["ref"] = "main", ["sha"] = Webhooks.Before },
                }),
                $"GET {Repository}/issues/2/comments" =>
                    HostReply.Json(Contract.Page(comments, call.Query, "per_page")),
                $"POST {Repository}/issues/2/comments" => Contract.Objection(call.Body, ["body"]) is { } objection
                    ? HostReply.Problem(422, objection)
                    : HostReply.Json(Add(call.Text("body"), 1, isApp ? 31337 : null).DeepClone(), 201),
                $"GET {Repository}/commits/{Webhooks.Commit}/check-runs" => Find(call),
                $"POST {Repository}/check-runs" => Begin(call),
                $"GET {Repository}/commits/{Webhooks.Commit}/statuses" => HostReply.Json(
                    Contract.Page(Statuses.AsEnumerable().Reverse(), call.Query, "per_page")),
                $"POST {Repository}/statuses/{Webhooks.Commit}" => SetStatus(call),
                _ when call.What.StartsWith($"PATCH {Repository}/issues/comments/", StringComparison.Ordinal) => Edit(call),
                _ when call.What.StartsWith($"PATCH {Repository}/check-runs/", StringComparison.Ordinal) => Continue(call),
                _ => HostReply.Problem(404, "Not Found"),
            };
    }

    private JsonObject Add(string body, long user, long? app)
    {
        comments.Add(new()
        {
            ["id"] = ++lastId,
            ["body"] = body,
            ["user"] = new JsonObject { ["id"] = user, ["login"] = "somebody" },
            ["performed_via_github_app"] = app is null ? null : new JsonObject { ["id"] = app, ["client_id"] = "Iv1.a" },
        });

        return comments[^1];
    }

    private HostReply Edit(HostCall call)
    {
        var comment = comments.Find(each => call.Path.EndsWith($"/{each["id"]}", StringComparison.Ordinal));
        if (comment is null)
        {
            return HostReply.Problem(404, "Not Found");
        }

        comment["body"] = call.Text("body");

        return HostReply.Json(comment.DeepClone());
    }

    private HostReply SetStatus(HostCall call)
    {
        if (Contract.Objection(call.Body, ["state"], "target_url", "description", "context") is { } objection
            || call.Text("state") is not ("error" or "failure" or "pending" or "success"))
        {
            return HostReply.Problem(422, "Validation Failed");
        }

        Statuses.Add((call.Body?.DeepClone().AsObject()) ?? []);

        return HostReply.Json(Statuses[^1].DeepClone(), 201);
    }

    private HostReply Find(HostCall call)
    {
        var name = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(call.Query)["check_name"].ToString();
        var found = CheckRuns.LastOrDefault(run => (string?)run["name"] == name && (string?)run["head_sha"] == Webhooks.Commit);

        return HostReply.Json(new JsonObject
        {
            ["total_count"] = found is null ? 0 : 1,
            ["check_runs"] = found is null ? [] : new JsonArray(Shown(found)),
        });
    }

    private HostReply Begin(HostCall call)
    {
        if (Contract.Objection(
                call.Body,
                ["name", "head_sha"],
                "details_url", "external_id", "status", "started_at", "conclusion", "completed_at", "output", "actions")
            is { } objection)
        {
            return HostReply.Problem(422, objection);
        }

        JsonObject run = new()
        {
            ["id"] = ++lastId,
            ["name"] = call.Text("name"),
            ["head_sha"] = call.Text("head_sha"),
            ["app"] = new JsonObject { ["id"] = 31337, ["client_id"] = "Iv1.a" },
            ["annotations"] = new JsonArray(),
        };

        return Take(run, call) is { } problem ? problem : Keep(run);
    }

    private HostReply Keep(JsonObject run)
    {
        CheckRuns.Add(run);

        return HostReply.Json(Shown(run), 201);
    }

    private HostReply Continue(HostCall call)
    {
        var run = CheckRuns.Find(each => call.Path.EndsWith($"/{each["id"]}", StringComparison.Ordinal));
        var objection = Contract.Objection(
            call.Body,
            [],
            "name", "details_url", "external_id", "started_at", "status", "conclusion", "completed_at", "output", "actions");

        return run is null ? HostReply.Problem(404, "Not Found")
            : objection is not null ? HostReply.Problem(422, objection)
            : Take(run, call) ?? HostReply.Json(Shown(run));
    }

    /// <summary>Null if all is as documented.</summary>
    private static HostReply? Take(JsonObject run, HostCall call)
    {
        var output = call.Body?["output"];
        var notes = output?["annotations"]?.AsArray() ?? [];
        var conclusion = (string?)call.Body?["conclusion"];
        var status = (string?)call.Body?["status"];
        var objection = Contract.Objection(output, ["title", "summary"], "text", "annotations", "images")
            ?? notes.Select(Objection).FirstOrDefault(each => each is not null)
            ?? (notes.Count > 50 ? "No more than 50 annotations" : null)
            ?? ((string?)output?["summary"] is { Length: > 65_535 } ? "summary is too long" : null)
            ?? (status is "completed" && !Conclusions.Contains(conclusion) ? "conclusion is required" : null)
            ?? (conclusion is not null && status is not "completed" ? "a conclusion completes the run" : null);
        if (objection is not null)
        {
            return HostReply.Problem(422, objection);
        }

        foreach (var name in (string[])["external_id", "status", "conclusion"])
        {
            run[name] = call.Body?[name]?.DeepClone() ?? run[name]?.DeepClone();
        }

        foreach (var note in notes.OfType<JsonNode>())
        {
            run["annotations"]?.AsArray().Add(note.DeepClone());
        }

        return null;
    }

    private static string? Objection(JsonNode? note) => Contract.Objection(
            note,
            ["path", "start_line", "end_line", "annotation_level", "message"],
            "start_column", "end_column", "title", "raw_details")
        ?? ((string?)note?["annotation_level"] is "notice" or "warning" or "failure" ? null : "annotation_level")
        ?? ((string?)note?["title"] is { Length: > 255 } ? "title is too long" : null)
        ?? ((int?)note?["start_line"] != (int?)note?["end_line"] && note?["start_column"] is not null
            ? "start_column and end_column only support values on the same line"
            : null)
        ?? ((int?)note?["start_line"] > (int?)note?["end_line"] || (int?)note?["start_column"] > (int?)note?["end_column"]
            ? "the end lies before the start"
            : null);

    private static JsonObject Shown(JsonObject run)
    {
        var shown = run.DeepClone().AsObject();
        shown.Remove("annotations");
        shown["output"] = new JsonObject { ["annotations_count"] = run["annotations"]?.AsArray().Count };

        return shown;
    }
}

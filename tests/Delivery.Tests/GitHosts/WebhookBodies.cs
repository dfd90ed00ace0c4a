namespace GatewayPipeline.Delivery.Tests.GitHosts;

/// <summary>Bodies of webhooks, with more in them than is read.</summary>
internal static class WebhookBodies
{
    public static string GitHubPush(
        string reference = "refs/heads/main", string before = Webhooks.Before, string after = Webhooks.Commit) => $$"""
        {
          "ref": "{{reference}}", "before": "{{before}}", "after": "{{after}}", "base_ref": null,
          "repository": {
            "id": 186853002, "node_id": "MDEwOlJlcG9zaXRvcnkxODY4NTMwMDI=", "name": "Hello-World",
            "full_name": "Codertocat/Hello-World", "owner": { "login": "Codertocat", "id": 21031067 },
            "clone_url": "https://github.com/Codertocat/Hello-World.git"
          },
          "pusher": { "name": "Codertocat", "email": "21031067+Codertocat@users.noreply.github.com" },
          "created": false, "deleted": false, "forced": false,
          "commits": [{ "id": "{{Webhooks.Commit}}", "message": "Route \"/\" elsewhere", "added": ["a.yaml"] }],
          "head_commit": null
        }
        """;

    public static string GitHubPullRequest(string action = "opened", string changes = "") => $$"""
        {
          "action": "{{action}}", "number": 2, {{changes}}
          "pull_request": {
            "id": 279147437, "number": 2, "state": "open", "draft": true, "title": "Update the README",
            "head": { "label": "Codertocat:changes", "ref": "changes", "sha": "{{Webhooks.Commit}}" },
            "base": { "label": "Codertocat:main", "ref": "main", "sha": "{{Webhooks.Before}}" }
          },
          "repository": { "id": 186853002, "full_name": "Codertocat/Hello-World" }
        }
        """;

    public static string GitHubCheckRun(string action = "rerequested") => $$"""
        {
          "action": "{{action}}",
          "check_run": {
            "id": 128620228, "head_sha": "{{Webhooks.Commit}}", "external_id": "7", "name": "gateway",
            "pull_requests": [{
              "id": 279147437, "number": 2,
              "head": { "ref": "changes", "sha": "{{Webhooks.Commit}}", "repo": { "id": 186853002 } },
              "base": { "ref": "main", "sha": "{{Webhooks.Before}}", "repo": { "id": 186853002 } }
            }]
          },
          "repository": { "id": 186853002 }
        }
        """;

    public static string GitLabPush(
        string kind = "push",
        string reference = "refs/heads/main",
        string before = Webhooks.Before,
        string after = Webhooks.Commit) => $$"""
        {
          "object_kind": "{{kind}}", "event_name": "{{kind}}", "before": "{{before}}", "after": "{{after}}",
          "ref": "{{reference}}", "ref_protected": true, "checkout_sha": null, "user_id": 4, "project_id": 15,
          "project": { "id": 15, "name": "Diaspora", "path_with_namespace": "mike/diaspora", "default_branch": "main" },
          "commits": [{ "id": "{{Webhooks.Commit}}", "message": "fixed readme" }], "total_commits_count": 4
        }
        """;

    public static string GitLabMergeRequest(string action = "open", string more = "", string changes = "{}") => $$"""
        {
          "object_kind": "merge_request", "event_type": "merge_request",
          "project": { "id": 1, "name": "Gitlab Test" },
          "object_attributes": {
            "id": 99, "iid": 2, "target_branch": "main", "source_branch": "ms-viewport", "source_project_id": 14,
            "target_project_id": 15, "title": "MS-Viewport", "state": "opened", "draft": false, {{more}}
            "last_commit": { "id": "{{Webhooks.Commit}}", "message": "fixed readme" }, "action": "{{action}}"
          },
          "changes": {{changes}}
        }
        """;

    public static string GiteaPush(
        string reference = "refs/heads/main", string before = Webhooks.Before, string after = Webhooks.Commit) => $$"""
        {
          "ref": "{{reference}}", "before": "{{before}}", "after": "{{after}}", "compare_url": "", "commits": [],
          "total_commits": 0, "head_commit": null,
          "repository": { "id": 140, "owner": { "id": 1, "login": "gitea" }, "full_name": "gitea/webhooks" }
        }
        """;

    public static string GiteaDelete(string reference = "main", string kind = "branch") => $$"""
        { "ref": "{{reference}}", "ref_type": "{{kind}}", "pusher_type": "user", "repository": { "id": 140 } }
        """;

    public static string GiteaPullRequest(string action = "opened", string changes = "") => $$"""
        {
          "action": "{{action}}", "number": 2, {{changes}}
          "pull_request": {
            "id": 7, "number": 2, "state": "open",
            "base": { "label": "main", "ref": "main", "sha": "{{Webhooks.Before}}", "repo_id": 140 },
            "head": { "label": "changes", "ref": "changes", "sha": "{{Webhooks.Commit}}", "repo_id": 141 }
          },
          "repository": { "id": 140 }, "commit_id": "", "review": null
        }
        """;

    public static string AzureDevOpsPush(string updates) => $$"""
        {
          "subscriptionId": "00000000-0000-0000-0000-000000000000", "notificationId": 3, "id": "{{Webhooks.Id}}",
          "eventType": "git.push", "publisherId": "tfs", "message": { "text": "Jamal Hartnett pushed updates." },
          "resource": {
            "commits": [{ "commitId": "{{Webhooks.Commit}}", "comment": "Fixed bug" }],
            "refUpdates": [{{updates}}],
            "repository": { "id": "278d5cd2-584d-4b63-824a-2ba458937249", "name": "Fabrikam-Fiber-Git" },
            "pushId": 14
          },
          "resourceVersion": "1.0", "createdDate": "2026-11-20T19:03:53.5049372Z"
        }
        """;

    public static string AzureDevOpsUpdate(
        string reference = "refs/heads/main", string before = Webhooks.Before, string after = Webhooks.Commit) => $$"""
        { "name": "{{reference}}", "oldObjectId": "{{before}}", "newObjectId": "{{after}}" }
        """;

    public static string AzureDevOpsPullRequest(string kind = "created", string status = "active") => $$"""
        {
          "id": "{{Webhooks.Id}}", "eventType": "git.pullrequest.{{kind}}", "publisherId": "tfs",
          "resource": {
            "repository": { "id": "278d5cd2-584d-4b63-824a-2ba458937249", "name": "Fabrikam" },
            "pullRequestId": 2, "status": "{{status}}", "sourceRefName": "refs/heads/mytopic",
            "targetRefName": "refs/heads/main", "mergeStatus": "succeeded",
            "lastMergeSourceCommit": { "commitId": "{{Webhooks.Commit}}" },
            "lastMergeTargetCommit": { "commitId": "{{Webhooks.Before}}" }
          }
        }
        """;
}

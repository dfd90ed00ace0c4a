using GatewayPipeline.Infrastructure.Tests.Deployment;
using GatewayPipeline.Infrastructure.Tests.Documents;

namespace GatewayPipeline.Infrastructure.Tests.Rules;

/// <summary>Who may do what is exactly what docs/azure.md explains.</summary>
internal static class RightsRules
{
    private const string Assignment = "Microsoft.Authorization/roleAssignments";
    private const string Definition = "Microsoft.Authorization/roleDefinitions";
    private const string BlobActions = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs";

    private static readonly Dictionary<string, string[]> CustomRoles = new()
    {
        ["Gateway Pipeline Signer"] =
            ["Microsoft.KeyVault/vaults/keys/read", "Microsoft.KeyVault/vaults/keys/sign/action"],
        ["Gateway Pipeline Store Writer"] =
            [$"{BlobActions}/read", $"{BlobActions}/write", $"{BlobActions}/add/action"],
    };

    // Who may write a part of the store only.
    private static readonly Dictionary<string, string> Limits = new()
    {
        ["Gateways"] = "StringLike 'status/edge-*.json'",
        ["Operators"] = "StringLike 'trust/*'",
    };

    public static IEnumerable<string> Objections(Snapshot snapshot, RightsTable table)
    {
        var expected = table.Rows.ToHashSet();
        var rights = snapshot.Of(Assignment).Select(each => Right.Of(each, snapshot)).ToArray();
        var strangers = rights.Select(right => right.Who).Distinct().Except(table.Rows.Select(row => row.Who));

        return rights.Where(right => !expected.Contains(right)).Select(right => $"not explained: {right}")
            .Concat(expected.Where(row => Has(snapshot, row.Who)).Except(rights).Select(row => $"missing: {row}"))
            .Concat(strangers.Select(who => $"unknown: {who}"))
            .Concat(Roles(snapshot))
            .Concat(Conditions(snapshot));
    }

    /// <summary>Those outside of the deployment are there only if its parameters name them.</summary>
    private static bool Has(Snapshot snapshot, string who) =>
        who is "Functions app" or "Topic"
        || snapshot.Of(Assignment).Any(each => Right.Of(each, snapshot).Who == who);

    private static IEnumerable<string> Roles(Snapshot snapshot)
    {
        foreach (var role in snapshot.Of(Definition))
        {
            var name = Right.NameOf(role);
            var permissions = role.List("properties.permissions").ToArray();
            var actions = permissions.SelectMany(each => each["actions"]?.AsArray() ?? []).ToArray();
            var data = permissions.SelectMany(each => each["dataActions"]?.AsArray() ?? [])
                .Select(each => (string?)each ?? "").ToArray();
            if (actions is not [] || !data.SequenceEqual(CustomRoles.GetValueOrDefault(name) ?? []))
            {
                yield return $"the role '{name}' allows something else: {string.Join(", ", data)}";
            }
        }
    }

    private static IEnumerable<string> Conditions(Snapshot snapshot)
    {
        var writers = snapshot.Of(Assignment)
            .Select(each => (Right: Right.Of(each, snapshot), Condition: each.Text("properties.condition")))
            .Where(each => each.Right is { Role: "Gateway Pipeline Store Writer", On: "container `bundles`" })
            .Where(each => each.Right.Who is not "Functions app");

        return writers
            .Where(each => !each.Condition.Contains(Limits[each.Right.Who], StringComparison.Ordinal)
                || !each.Condition.Contains($"!(ActionMatches{{'{BlobActions}/write'}})", StringComparison.Ordinal)
                || !each.Condition.Contains($"!(ActionMatches{{'{BlobActions}/add/action'}})", StringComparison.Ordinal))
            .Select(each => $"without its limit: {each.Right}, condition '{each.Condition}'");
    }
}

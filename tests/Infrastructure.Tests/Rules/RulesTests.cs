using GatewayPipeline.Infrastructure.Tests.Deployment;
using GatewayPipeline.Infrastructure.Tests.Documents;

namespace GatewayPipeline.Infrastructure.Tests.Rules;

/// <summary>What is accepted keeps to the rules, and each rule sees what breaks it.</summary>
public sealed class RulesTests
{
    public static TheoryData<string> Each => [.. Environments.All];

    /// <summary>One property is flipped in the templates; what the objection has to name.</summary>
    public static TheoryData<string, string, string, string> Flips => new()
    {
        { "modules/host-storage.bicep", "allowSharedKeyAccess: false", "allowSharedKeyAccess: true", "allowSharedKeyAccess" },
        { "modules/bundle-storage.bicep", "'TLS1_2'", "'TLS1_0'", "minimumTlsVersion" },
        { "modules/bundle-storage.bicep", "allowBlobPublicAccess: false", "allowBlobPublicAccess: true", "allowBlobPublicAccess" },
        { "modules/functions.bicep", "    httpsOnly: true\n", "", "httpsOnly is absent" },
        { "modules/functions.bicep", "      http20Enabled: true\n", "      ftpsState: 'Disabled'\n", "siteConfig.ftpsState" },
        { "modules/functions.bicep", "name: 'custom'", "name: 'node'", "runtime.name" },
        { "modules/functions.bicep", "type: 'UserAssignedIdentity'", "type: 'SystemAssignedIdentity'", "authentication.type" },
        { "modules/topic.bicep", "disableLocalAuth: true", "disableLocalAuth: false", "disableLocalAuth" },
        { "modules/signing-vault.bicep", "name: 'premium'", "name: 'standard'", "hardware module" },
        { "main.bicep", "eventType: 'dev.gatewaypipeline.push'", "eventType: 'dev.gatewaypipeline.pull'", "events go to queues" },
        { "modules/roles.bicep", RoleOf("functionsChannelKey"), "", "missing: Functions app / Gateway Pipeline Signer" },
        { "modules/access.bicep", "StringLike \\'trust/*\\'", "StringLike \\'*\\'", "without its limit: Operators" },
    };

    [Theory]
    [MemberData(nameof(Each))]
    public void Properties_are_what_they_must_be(string environment)
    {
        var snapshot = Snapshot.Accepted(environment);

        Repository.AssertNone("Of each property there is a reason:", PropertyRules.All.SelectMany(rule => rule.Objections(snapshot)));
    }

    [Theory]
    [MemberData(nameof(Each))]
    public void Resources_fit_together(string environment) =>
        Repository.AssertNone("Between resources:", RelationRules.Objections(Snapshot.Accepted(environment)));

    [Theory]
    [MemberData(nameof(Each))]
    public void Every_right_is_explained_and_every_explained_right_is_there(string environment) =>
        Repository.AssertNone(
            "docs/azure.md and infra/bicep/modules/roles.bicep and access.bicep have to say the same, why included:",
            RightsRules.Objections(Snapshot.Accepted(environment), RightsTable.Read()));

    [Theory]
    [MemberData(nameof(Flips))]
    public async Task A_property_that_is_flipped_is_seen(string file, string text, string by, string named)
    {
        using var copy = TemplateCopy.Make();
        copy.Replace(file, text, by);

        var flipped = await Snapshot.TakeAsync(copy.Folder, "prod");

        Assert.NotEmpty(Snapshot.Differences(Snapshot.Accepted("prod"), flipped));
        Assert.Contains(AllObjections(flipped), each => each.Contains(named, StringComparison.Ordinal));
    }

    [Fact]
    public void Each_property_rule_sees_another_value_and_none()
    {
        foreach (var rule in PropertyRules.All)
        {
            foreach (var id in Snapshot.Accepted("prod").Of(rule.Type).Select(each => each.Id))
            {
                foreach (var value in (string[])["something else", ""])
                {
                    var changed = Snapshot.Accepted("prod");
                    SnapshotEdit.Set(changed.Resources.Single(each => each.Id == id), rule.Path, value);

                    Assert.True(
                        rule.Objections(changed).Any() || (value is "" && rule.Values is ["absent"]),
                        $"{rule.Path} of {id} may be '{value}'");
                }
            }
        }
    }

    [Fact]
    public void Each_right_that_is_taken_away_is_missed()
    {
        var table = RightsTable.Read();
        var accepted = Snapshot.Accepted("prod");
        foreach (var right in accepted.Of("Microsoft.Authorization/roleAssignments"))
        {
            var changed = SnapshotEdit.Without(accepted, right);

            // Who had but one right is no party of the deployment any more.
            Assert.True(
                RightsRules.Objections(changed, table).Any() || Right.Of(right, accepted).Who is "Pruner",
                $"nobody misses {Right.Of(right, accepted)}");
            Assert.NotEmpty(Snapshot.Differences(accepted, changed));
        }
    }

    [Fact]
    public void A_right_that_is_wider_or_stands_elsewhere_is_seen()
    {
        var table = RightsTable.Read();
        var owner = "/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
        foreach (var id in Snapshot.Accepted("prod").Of("Microsoft.Authorization/roleAssignments").Select(each => each.Id))
        {
            var wider = Snapshot.Accepted("prod");
            SnapshotEdit.Set(wider.Resources.Single(each => each.Id == id), "properties.roleDefinitionId", owner);
            Assert.Contains(RightsRules.Objections(wider, table), each => each.StartsWith("not explained", StringComparison.Ordinal));

            var elsewhere = SnapshotEdit.Moved(
                Snapshot.Accepted("prod"), id, "/subscriptions/s/resourceGroups/g/providers/Microsoft.Authorization/x/y");
            Assert.Contains(RightsRules.Objections(elsewhere, table), each => each.StartsWith("not explained", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_limit_that_is_lifted_is_seen()
    {
        var table = RightsTable.Read();
        var limited = Snapshot.Accepted("prod").Of("Microsoft.Authorization/roleAssignments")
            .Where(each => each.Find("properties.condition") is not null)
            .Select(each => each.Id)
            .ToArray();

        Assert.Equal(2, limited.Length);
        Assert.All(limited, id =>
        {
            var lifted = Snapshot.Accepted("prod");
            SnapshotEdit.Set(lifted.Resources.Single(each => each.Id == id), "properties.condition", "");

            Assert.Contains(RightsRules.Objections(lifted, table), each => each.StartsWith("without its limit", StringComparison.Ordinal));
        });
    }

    /// <summary>All of a role assignment, as the templates have it.</summary>
    private static string RoleOf(string symbol)
    {
        var text = Repository.Read("infra/bicep/modules/roles.bicep");
        var start = text.IndexOf($"resource {symbol} ", StringComparison.Ordinal);

        return text[start..(text.IndexOf("\n}\n", start, StringComparison.Ordinal) + 3)];
    }

    private static string[] AllObjections(Snapshot snapshot) =>
    [
        .. PropertyRules.All.SelectMany(rule => rule.Objections(snapshot)),
        .. RelationRules.Objections(snapshot),
        .. RightsRules.Objections(snapshot, RightsTable.Read()),
    ];
}

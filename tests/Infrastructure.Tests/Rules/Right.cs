using System.Text.RegularExpressions;
using GatewayPipeline.Infrastructure.Tests.Deployment;

namespace GatewayPipeline.Infrastructure.Tests.Rules;

/// <summary>One right of one party, in the words of docs/azure.md.</summary>
/// <param name="On">What the right is for: a queue, a container, a key, or all of a resource.</param>
internal sealed partial record Right(string Who, string Role, string On, string Why)
{
    private static readonly Dictionary<string, string> AzureRoles = RoleSource()
        .Matches(Repository.Read("infra/bicep/types.bicep"))
        .ToDictionary(match => match.Groups["id"].Value, match => match.Groups["name"].Value);

    public static Right Of(Resource assignment, Snapshot snapshot) => new(
        WhoOf(assignment.Text("properties.principalId")),
        RoleOf(assignment.Text("properties.roleDefinitionId"), snapshot),
        PlaceOf(assignment.Id.Split("/providers/Microsoft.Authorization/")[0]),
        assignment.Text("properties.description"));

    /// <summary>Of a role of our own: without the resource group, which makes it one of its name.</summary>
    public static string NameOf(Resource role) => role.Text("properties.roleName").Split(" (")[0];

    public override string ToString() => $"{Who} / {Role} / {On} / {Why}";

    // Who is a parameter of production has a number of zeros there.
    private static string WhoOf(string principal) => principal switch
    {
        _ when principal.Contains("format('identity-", StringComparison.Ordinal) => "Functions app",
        _ when principal.Contains("format('topic-", StringComparison.Ordinal) => "Topic",
        "00000000-0000-0000-0000-000000000001" => "Gateways",
        "00000000-0000-0000-0000-000000000002" => "Operators",
        "00000000-0000-0000-0000-000000000003" => "Pruner",
        _ => principal,
    };

    private static string RoleOf(string id, Snapshot snapshot)
    {
        var number = id.Split('/')[^1];
        var own = snapshot.Of("Microsoft.Authorization/roleDefinitions").FirstOrDefault(each => each.Name == number);

        // In another module, a role of our own is known by what made it.
        return own is not null ? NameOf(own)
            : id.Contains("outputs.storeWriterRoleId", StringComparison.Ordinal) ? "Gateway Pipeline Store Writer"
            : AzureRoles.GetValueOrDefault(number, id);
    }

    private static string PlaceOf(string scope) => scope.Split('/') switch
    {
        [.., "storageAccounts", var name] when name.Contains("host", StringComparison.Ordinal) => "host account",
        [.., "queues", var name] => $"queue `{name}`",
        [.., "containers", var name] => $"container `{name}`",
        [.., "keys", var name] => $"key `{name}`",
        [.., "vaults", var name] when name.Contains("-cred-", StringComparison.Ordinal) => "credential vault",
        [.., "topics", _] => "topic",
        [.., "components", _] => "Application Insights",
        _ => scope,
    };

    [GeneratedRegex(@"name: '(?<name>[^']+)', id: '(?<id>[0-9a-f-]{36})'")]
    private static partial Regex RoleSource();
}

using System.Text.Json.Nodes;

namespace GatewayPipeline.Delivery.Tests.GitHosts.Reviews;

/// <summary>What documentation demands of a body.</summary>
internal static class Contract
{
    /// <summary>Null if the body has all members that it must have, and no other than those that it may have.</summary>
    public static string? Objection(JsonNode? body, string[] must, params string[] may)
    {
        if (body is not JsonObject members)
        {
            return "the body is no object";
        }

        var missing = must.FirstOrDefault(name => members[name] is null);
        var foreign = members.FirstOrDefault(member => !must.Contains(member.Key) && !may.Contains(member.Key)).Key;

        return missing is not null ? $"'{missing}' is missing"
            : foreign is not null ? $"'{foreign}' is not documented"
            : null;
    }

    /// <summary>A page of a list, by the numbers in the query.</summary>
    public static JsonArray Page(IEnumerable<JsonNode> items, string query, string size)
    {
        var numbers = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(query);
        var length = int.Parse(numbers[size].ToString(), null);
        var page = numbers.TryGetValue("page", out var text) ? int.Parse(text.ToString(), null) : 1;

        return new([.. items.Skip((page - 1) * length).Take(length).Select(item => item.DeepClone())]);
    }
}

using System.Text.Json.Nodes;

namespace GatewayPipeline.Compiler.Tests.Differences;

/// <summary>Edits a table of VirtualServices at random, as people do: rules come, go, move, and say other things.</summary>
internal sealed class RandomEdits(Random random, Func<JsonObject> newRule)
{
    private const string Separator = "\n---\n";

    /// <summary>The table after one to three edits; some of them change nothing.</summary>
    public string Edit(string table)
    {
        var documents = table.Split(Separator, StringSplitOptions.RemoveEmptyEntries)
            .Select(text => JsonNode.Parse(text)?.AsObject() ?? []).ToList();
        var services = documents.FindAll(document => $"{document["kind"]}" is "VirtualService");
        for (var edits = random.Next(1, 4); edits > 0; edits--)
        {
            var rules = services[random.Next(services.Count)]["spec"]?["http"]?.AsArray() ?? [];
            EditRules(rules);
        }

        if (random.Next(4) == 0)
        {
            documents.Reverse();
        }

        return string.Join(Separator, documents.Select(document => document.ToJsonString()));
    }

    private void EditRules(JsonArray rules)
    {
        var at = random.Next(rules.Count);
        switch (random.Next(6))
        {
            case 0:
                Move(rules, at, random.Next(rules.Count));
                break;
            case 1 when rules.Count > 1:
                rules.RemoveAt(at);
                break;
            case 2:
                rules.Insert(at, newRule());
                break;
            case 3:
                rules[at] = ChangeRule(rules[at]?.AsObject() ?? []);
                break;
            case 4:
                var matches = rules[at]?["match"]?.AsArray() ?? new JsonArray(new JsonObject());
                Move(matches, 0, matches.Count - 1);
                break;
            default:
                Move(rules, 0, rules.Count - 1);
                break;
        }
    }

    private JsonObject ChangeRule(JsonObject rule)
    {
        var changed = rule.DeepClone().AsObject();
        var other = newRule();
        switch (random.Next(3))
        {
            case 0 when changed.ContainsKey("route"):
                changed["timeout"] = $"{random.Next(1, 60)}s";
                break;
            case 1:
                changed["match"] = other["match"]?.DeepClone();
                break;
            default:
                other["name"] = changed["name"]?.DeepClone();
                changed = other;
                break;
        }

        return changed;
    }

    private static void Move(JsonArray items, int from, int to)
    {
        var item = items[from];
        items.RemoveAt(from);
        items.Insert(to, item);
    }
}

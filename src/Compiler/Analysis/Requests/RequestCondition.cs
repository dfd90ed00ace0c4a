using System.Collections.Immutable;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Analysis.Requests;

/// <summary>How a text of a request is compared.</summary>
internal enum ConditionForm
{
    Present,
    Prefix,
    Exact,
    Regex,

    /// <summary>It is not what the text says, or not there at all.</summary>
    Without,
}

/// <summary>One condition of a match beside its path.</summary>
/// <param name="Attribute">What is compared, as <c>headers x-user</c> or <c>method</c>.</param>
/// <param name="Form">How it is compared.</param>
/// <param name="Text">What it is compared with.</param>
internal readonly record struct RequestCondition(string Attribute, ConditionForm Form, string Text)
{
    private static readonly ImmutableArray<string> Maps = ["headers", "queryParams", "withoutHeaders"];
    private static readonly ImmutableArray<string> Texts = ["authority", "method", "scheme"];

    /// <summary>All conditions of a match; what tells requests apart best comes first.</summary>
    public static ImmutableArray<RequestCondition> Of(Fields match)
    {
        var conditions = new List<RequestCondition>();
        foreach (var map in Maps)
        {
            foreach (var (name, value) in match.ObjectMap(map))
            {
                conditions.Add(Of($"{map} {Name(map, name)}", value, map is "withoutHeaders"));
            }
        }

        foreach (var name in Texts)
        {
            if (match.Object(name) is { } text)
            {
                conditions.Add(Of(name, text, isInverted: false));
            }
        }

        return [.. conditions];
    }

    /// <summary>Each request that meets the other condition meets this one.</summary>
    public bool FollowsFrom(RequestCondition other) => Attribute == other.Attribute && Form switch
    {
        _ when this == other => true,
        ConditionForm.Present => other.Form is not ConditionForm.Without,
        ConditionForm.Prefix => other.Form is ConditionForm.Prefix or ConditionForm.Exact
            && other.Text.StartsWith(Text, StringComparison.Ordinal),
        _ => false,
    };

    private static RequestCondition Of(string attribute, Fields text, bool isInverted)
    {
        var (form, value) = text switch
        {
            _ when text.Text("exact") is { } exact => (ConditionForm.Exact, exact),
            _ when text.Text("prefix") is { } prefix => (ConditionForm.Prefix, prefix),
            _ when text.Text("regex") is { } regex and not "*" => (ConditionForm.Regex, regex),
            _ => (ConditionForm.Present, ""),
        };

        return isInverted ? new(attribute, ConditionForm.Without, $"{form} {value}") : new(attribute, form, value);
    }

    // Names of headers have no case, unless they are none: claims and query parameters.
    private static string Name(string map, string name) =>
        map is "queryParams" || name.StartsWith('@') ? name : name.ToLowerInvariant();
}

using System.Collections.Immutable;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Analysis.Requests;

/// <summary>The requests that one alternative under <c>match</c> takes.</summary>
/// <param name="Path">What their path is like.</param>
/// <param name="Conditions">What else they are like: all of it.</param>
/// <param name="Match">The alternative; null: every request.</param>
internal sealed record RequestSet(PathSet Path, ImmutableArray<RequestCondition> Conditions, Fields? Match)
{
    public static RequestSet Every { get; } = new(PathSet.Every, [], Match: null);

    public bool IsEvery => Path.IsEvery && Conditions is [];

    public static RequestSet Of(Fields? match) =>
        match is { } fields ? new(PathSet.Of(fields), RequestCondition.Of(fields), match) : Every;

    /// <summary>
    /// Every request of the other is in this one, wherever both count. False where that is not known.
    /// </summary>
    public bool Covers(RequestSet other)
    {
        foreach (var condition in Conditions)
        {
            if (!IsMet(condition, other.Conditions))
            {
                return false;
            }
        }

        return Path.Covers(other.Path);
    }

    private static bool IsMet(RequestCondition condition, ImmutableArray<RequestCondition> known)
    {
        foreach (var other in known)
        {
            if (condition.FollowsFrom(other))
            {
                return true;
            }
        }

        return false;
    }
}

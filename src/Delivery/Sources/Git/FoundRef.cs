namespace GatewayPipeline.Delivery.Sources.Git;

/// <summary>What a repository has under the name of a ref.</summary>
internal abstract record FoundRef
{
    private FoundRef()
    {
    }

    /// <param name="Name">In full; null where a commit was named, or is checked out, itself.</param>
    public sealed record At(string? Name, string Commit) : FoundRef;

    public sealed record Missing(string Reason) : FoundRef;

    public sealed record Refused(string Reason) : FoundRef;

    /// <summary>Chooses among what a word can stand for. Nothing is guessed: a branch and a tag of one name are refused.</summary>
    /// <param name="find">The commit that a full name leads to; null: there is no such ref.</param>
    public static FoundRef Choose(string text, Func<string, string?> find)
    {
        if (RefName.Objection(text) is { } objection)
        {
            return new Refused(objection);
        }

        var found = RefName.Candidates(text)
            .Select(name => (Name: name, Commit: find(name)))
            .Where(candidate => candidate.Commit is not null)
            .ToArray();

        return found switch
        {
            [(var name, { } commit)] => new At(name, commit),
            [] => new Missing($"there is no branch or tag '{text}'"),
            _ => new Refused(
                $"'{text}' is a branch and a tag: write {string.Join(" or ", found.Select(candidate => candidate.Name))}"),
        };
    }
}

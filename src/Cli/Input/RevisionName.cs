namespace GatewayPipeline.Cli.Input;

/// <summary>A source with a branch, a tag or a commit behind an at sign: <c>.@main</c>, <c>https://host/routes.git@v1</c>.</summary>
internal static class RevisionName
{
    private const string SchemeEnd = "://";

    /// <summary>What exists under the whole name is meant as such. Null: no revision is named.</summary>
    public static (string Source, string? Reference) Split(string name)
    {
        if (Path.Exists(name))
        {
            return (name, null);
        }

        // The user of an address stands before its host, and so before the first slash.
        var start = name.IndexOf(SchemeEnd, StringComparison.Ordinal) is > 0 and var scheme
            ? name.IndexOf('/', scheme + SchemeEnd.Length)
            : 0;
        var at = start < 0 ? -1 : name.IndexOf('@', start);
        while (at > 0 && start == 0 && !Path.Exists(name[..at]) && name.IndexOf('@', at + 1) is > 0 and var next)
        {
            at = next;
        }

        return at <= 0 || at == name.Length - 1 ? (name, null) : (name[..at], name[(at + 1)..]);
    }
}

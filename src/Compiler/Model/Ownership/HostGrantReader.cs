using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Model.Ownership;

/// <summary>Reads HostOwnerships. What cannot be granted is left out: the check of the object has spoken of it.</summary>
internal static class HostGrantReader
{
    public const string Kind = "HostOwnership";

    /// <summary>The fields that are read.</summary>
    public static ImmutableArray<string> Claims { get; } =
        ["spec.rules[].hosts", "spec.rules[].namespace", "spec.rules[].allowWildcard", "spec.rules[].pathPrefixes"];

    /// <param name="rootNamespace">Its HostOwnerships, and those of the platform's source, need no owner's word.</param>
    public static IEnumerable<HostGrant> Read(ManifestObject source, string rootNamespace)
    {
        var grantedBy = source.IsOfPlatform || source.Namespace == rootNamespace ? null : source.Namespace;

        return source.Spec.Objects("rules").SelectMany(rule => Read(rule, grantedBy));
    }

    private static IEnumerable<HostGrant> Read(Fields rule, string? grantedBy) =>
        from host in rule.Texts("hosts")
        let pattern = HostPattern.Problem(host.Value) is null ? OwnedHost.Normalise(host.Value) : null
        where pattern is not null
        from path in PathsOf(rule)
        select new HostGrant
        {
            Pattern = pattern,
            Path = path,
            Namespace = rule.Text("namespace") ?? "",
            AllowsWildcard = rule.Flag("allowWildcard") ?? false,
            GrantedBy = grantedBy,
            Span = host.Span,
        };

    private static IEnumerable<string> PathsOf(Fields rule) => rule.Has("pathPrefixes")
        ? rule.Texts("pathPrefixes").Select(path => path.Value)
            .Where(path => HostPattern.PathProblem(path) is null)
            .Select(path => path is HostGrant.Root ? path : path.TrimEnd('/'))
        : [HostGrant.Root];
}

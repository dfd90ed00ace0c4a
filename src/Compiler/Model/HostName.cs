namespace GatewayPipeline.Compiler.Model;

/// <summary>
/// Istio's rules for host names: exact, <c>*.suffix</c>, or <c>*</c>. Comparison is case-sensitive, as Istio's is.
/// </summary>
internal static class HostName
{
    /// <summary>Most specific first: exact before wildcard, longer before shorter, then by letter.</summary>
    public static IComparer<string> BySpecificity { get; } = Comparer<string>.Create((x, y) =>
    {
        var byKind = IsWildcard(x).CompareTo(IsWildcard(y));
        var byLength = y.Length.CompareTo(x.Length);

        return byKind is not 0 ? byKind : byLength is not 0 ? byLength : string.CompareOrdinal(x, y);
    });

    public static bool IsWildcard(string host) => host.StartsWith('*');

    /// <summary>Every name that <paramref name="host"/> covers is covered by <paramref name="other"/>.</summary>
    public static bool IsSubsetOf(string host, string other) => (IsWildcard(host), IsWildcard(other)) switch
    {
        (true, true) => host.Length >= other.Length && EndsWith(host.AsSpan(1), other.AsSpan(1)),
        (true, false) => false,
        (false, true) => EndsWith(host, other.AsSpan(1)),
        (false, false) => host == other,
    };

    /// <summary>
    /// The narrower name of each overlapping pair, each once, in the order of <paramref name="hosts"/>.
    /// </summary>
    public static IEnumerable<string> Intersect(IEnumerable<string> hosts, IReadOnlyList<string> others) =>
        hosts.SelectMany(host => others.Select(other => Narrower(host, other)).OfType<string>())
            .Distinct(StringComparer.Ordinal);

    /// <summary>Adds namespace and domain to a name without a dot. <c>*</c> and addresses stay.</summary>
    public static string Qualify(string host, string @namespace, string domain) =>
        host.Length is 0 || host.AsSpan().ContainsAny('.', '*', ':') ? host : $"{host}.{@namespace}.svc.{domain}";

    private static string? Narrower(string host, string other) =>
        IsSubsetOf(host, other) ? host : IsSubsetOf(other, host) ? other : null;

    private static bool EndsWith(ReadOnlySpan<char> text, ReadOnlySpan<char> suffix) =>
        text.EndsWith(suffix, StringComparison.Ordinal);
}

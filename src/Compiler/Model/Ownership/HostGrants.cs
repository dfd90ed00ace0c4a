using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Model.Ownership;

/// <summary>
/// Who may use which host. As soon as one HostOwnership exists, what nobody was granted is nobody's. The narrowest grant
/// of a host and a path decides: a wider one never reaches into it.
/// </summary>
internal sealed class HostGrants
{
    private const string AnyHost = "*";
    private const string AnyLabel = "*.";

    // Of each pattern, the widest path first.
    private readonly Dictionary<string, List<HostGrant>> byPattern = new(StringComparer.Ordinal);

    private HostGrants(bool decide) => Decide = decide;

    /// <summary>There is a HostOwnership, so hosts have to be granted.</summary>
    public bool Decide { get; }

    /// <summary>The grants that count.</summary>
    public IEnumerable<HostGrant> All => byPattern.Values.SelectMany(grants => grants);

    /// <summary>Grants by a namespace of what is not its own; they do not count.</summary>
    public ImmutableArray<HostGrant> Unowned { get; private set; } = [];

    /// <param name="ownerships">All HostOwnerships.</param>
    /// <param name="rootNamespace">The namespace whose HostOwnerships need no owner's word.</param>
    public static HostGrants Of(IEnumerable<ManifestObject> ownerships, string rootNamespace)
    {
        ImmutableArray<ManifestObject> all = [.. ownerships.OldestFirst(source => source)];
        var result = new HostGrants(decide: all is not []);
        var unowned = ImmutableArray.CreateBuilder<HostGrant>();
        var grants = all.SelectMany(source => HostGrantReader.Read(source, rootNamespace));

        // Whoever grants a part has to have been granted the whole before.
        foreach (var same in grants.GroupBy(grant => (grant.Pattern, grant.Path))
            .OrderBy(same => same.First(), HostGrant.WidestFirst))
        {
            result.Add(same.Where(grant => grant.GrantedBy is null));
            var delegated = same.Where(grant => grant.GrantedBy is not null).ToLookup(result.MayGrant);
            result.Add(delegated[true]);
            unowned.AddRange(delegated[false]);
        }

        result.Unowned = unowned.ToImmutable();

        return result;
    }

    /// <summary>The grants that take in a host, or all that a wildcard stands for; the narrowest first.</summary>
    public IEnumerable<HostGrant> Covering(string host) =>
        PatternsOver(host).SelectMany(pattern => byPattern.GetValueOrDefault(pattern, []).AsEnumerable().Reverse());

    /// <summary>The grant that decides about a path of a host; null: nobody may use it.</summary>
    public HostGrant? Find(string host, string path) => Covering(host).FirstOrDefault(grant => grant.TakesInPath(path));

    /// <summary>The grants of hosts that a wildcard stands for, and that are narrower than the wildcard.</summary>
    public IEnumerable<HostGrant> Beneath(string wildcard) =>
        All.Where(grant => grant.Pattern != wildcard && HostName.IsSubsetOf(grant.Pattern, wildcard));

    private bool MayGrant(HostGrant grant) =>
        Find(grant.Pattern, grant.Path) is { } owned
        && owned.Namespace == grant.GrantedBy
        && (owned.AllowsWildcard || !grant.AllowsWildcard);

    private void Add(IEnumerable<HostGrant> grants)
    {
        foreach (var grant in grants)
        {
            if (!byPattern.TryGetValue(grant.Pattern, out var same))
            {
                byPattern.Add(grant.Pattern, same = []);
            }

            same.Add(grant);
        }
    }

    // The host itself, then *.suffix for each of its suffixes, then *.
    private static IEnumerable<string> PatternsOver(string host)
    {
        var isWholeWildcard = host.StartsWith(AnyLabel, StringComparison.Ordinal);
        if (isWholeWildcard || host is AnyHost || !HostName.IsWildcard(host))
        {
            yield return host;
        }

        for (var dot = host.IndexOf('.', isWholeWildcard ? AnyLabel.Length : 0); dot >= 0; dot = host.IndexOf('.', dot + 1))
        {
            yield return AnyHost + host[dot..];
        }

        if (host is not AnyHost)
        {
            yield return AnyHost;
        }
    }
}

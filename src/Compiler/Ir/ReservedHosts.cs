using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Model.Ownership;

namespace GatewayPipeline.Compiler.Ir;

/// <summary>
/// Hosts beneath a wildcard in which another namespace has a grant. The wildcard never reaches into them: they answer 404
/// until somebody serves them by name.
/// </summary>
internal sealed class ReservedHosts(HostGrants grants)
{
    private readonly List<(string Wildcard, string Namespace)> wildcards = [];

    /// <summary>A namespace serves a host; only wildcards matter.</summary>
    public void Note(string host, string @namespace)
    {
        if (grants.Decide && HostName.IsWildcard(host))
        {
            wildcards.Add((host, @namespace));
        }
    }

    /// <summary>The hosts, in no order.</summary>
    public IEnumerable<string> All => wildcards.Distinct().SelectMany(each => grants
        .Beneath(each.Wildcard)
        .Where(grant => grant.Namespace != each.Namespace)
        .Select(grant => grant.Pattern));
}

using System.Collections.Immutable;

namespace GatewayPipeline.Bundles.Trust;

/// <summary>What a root document must keep beside being signed.</summary>
internal static class RootRules
{
    public static string? FindViolation(RootDocument root)
    {
        if (root.Version < 1 || root.Epoch < 1)
        {
            return "counts its versions and epochs from below 1";
        }

        if (root.Keys.Any(key => key.Value is null || !PublicKey.IsSound(key.Key, key.Value)))
        {
            return "lists a key that is not what its id says";
        }

        if (root.Roles.Release.IsDefaultOrEmpty || root.Roles.Channel.IsDefaultOrEmpty || root.Revoked.IsDefault)
        {
            return "leaves out a role";
        }

        return IsSound(root, root.Roles.Root.KeyIds, root.Roles.Root.Threshold)
            && root.Roles.Release.All(grant => IsSound(root, grant))
            && root.Roles.Channel.All(grant => IsSound(root, grant))
            ? null
            : "has a role that asks for more keys than it names, or names one that is not listed";
    }

    private static bool IsSound(RootDocument root, RoleGrant? grant) =>
        grant is { Channels.IsDefaultOrEmpty: false }
        && grant.Channels.All(pattern => !string.IsNullOrEmpty(pattern))
        && IsSound(root, grant.KeyIds, grant.Threshold);

    private static bool IsSound(RootDocument root, ImmutableArray<string> keyIds, int threshold) =>
        keyIds is { IsDefaultOrEmpty: false, Length: <= Limits.Signatures }
        && keyIds.All(id => id is not null && root.Keys.ContainsKey(id))
        && keyIds.Distinct(StringComparer.Ordinal).Count() == keyIds.Length
        && threshold >= 1
        && threshold <= keyIds.Length;
}

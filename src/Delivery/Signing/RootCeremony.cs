using System.Collections.Immutable;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Delivery.Signing;

/// <summary>
/// Brings the roots of a folder from one version to the next: first a draft, then as many signatures as it takes.
/// Nothing that is half done ever has the name of a root.
/// </summary>
public sealed class RootCeremony(string directory, TimeProvider time)
{
    private readonly RootFolder folder = new(directory);

    /// <summary>All roots that are done, and the one that is not yet.</summary>
    /// <exception cref="KeyFileException">There is neither, or what there is does not hold.</exception>
    public (RootChain? Chain, RootDraft? Draft) Read()
    {
        if (!Directory.Exists(directory))
        {
            throw new KeyFileException($"There is no folder {directory}: 'gwp keys init {directory}' makes one.");
        }

        var chain = folder.ReadChain();

        var draft = folder.ReadDraft(chain);

        return chain is not null || draft is not null
            ? (chain, draft)
            : throw new KeyFileException($"{directory} has no root document: 'gwp keys init' makes one.");
    }

    /// <summary>Puts a key into the place of another. The new one is made here unless it is given.</summary>
    /// <param name="replaced">Which key goes; null where the role has but one.</param>
    /// <param name="newEpoch">Also begin the counters of all channels anew: a stolen channel key may have used them
    /// up.</param>
    public CeremonyStep Rotate(TrustRole role, PublicKey? given, string? replaced, bool newEpoch) => Draft(root =>
    {
        var held = KeysOf(root, role);
        if ((replaced ?? (held is [var only] ? only : null)) is not { } old || !held.Contains(old))
        {
            return (null, "the role has these keys, so say which of them to replace: " + string.Join(", ", held));
        }

        var key = given ?? KeyDirectory.MakeKey(directory, role, root.Version + 1);
        var keys = root.Keys.ToImmutableSortedDictionary(StringComparer.Ordinal).SetItem(key.KeyId, key.ToEntry());

        var rotated = WithRoles(root, keys, role, ids => [.. ids.Select(id => id == old ? key.KeyId : id)]);

        return (rotated with { Epoch = newEpoch ? root.Epoch + 1 : root.Epoch }, "");
    });

    /// <summary>
    /// Says which keys may sign for exactly these channels, and how many of them it takes. Other grants stay as they
    /// are: whoever meets one of them may sign, too.
    /// </summary>
    /// <param name="channels">As <c>*</c> or <c>prod-*</c>; the role root has no channels.</param>
    public CeremonyStep Grant(
        TrustRole role, ImmutableArray<string> channels, ImmutableArray<PublicKey> given, int threshold) => Draft(root =>
    {
        ImmutableArray<string> ids = [.. given.Select(key => key.KeyId)];
        var keys = root.Keys.ToImmutableSortedDictionary(StringComparer.Ordinal)
            .SetItems(given.Select(key => KeyValuePair.Create(key.KeyId, key.ToEntry())));
        var (roles, grant) = (root.Roles, new RoleGrant(ids, threshold, channels));

        return (root with
        {
            Keys = keys,
            Roles = role switch
            {
                TrustRole.Root => roles with { Root = new(ids, threshold) },
                TrustRole.Release => roles with { Release = [.. Others(roles.Release, channels), grant] },
                _ => roles with { Channel = [.. Others(roles.Channel, channels), grant] },
            },
        }, "");
    });

    /// <summary>Takes back what was granted for exactly these channels.</summary>
    public CeremonyStep Withdraw(TrustRole role, ImmutableArray<string> channels) => Draft(root =>
    {
        var grants = role is TrustRole.Release ? root.Roles.Release : root.Roles.Channel;
        var rest = Others(grants, channels);
        if (role is TrustRole.Root || rest.Length == grants.Length || rest.IsEmpty)
        {
            return (null, rest.IsEmpty
                ? "nobody could sign for any channel then: grant it to others first"
                : $"the role has no grant for exactly the channels {string.Join(", ", channels)}");
        }

        return (root with
        {
            Roles = role is TrustRole.Release
                ? root.Roles with { Release = rest }
                : root.Roles with { Channel = rest },
        }, "");
    });

    private static ImmutableArray<RoleGrant> Others(ImmutableArray<RoleGrant> grants, ImmutableArray<string> channels) =>
        [.. grants.Where(grant => !grant.Channels.ToHashSet(StringComparer.Ordinal).SetEquals(channels))];

    /// <summary>Takes a key away without another in its place.</summary>
    public CeremonyStep RevokeKey(string keyId) => Draft(root =>
    {
        if (!root.Keys.ContainsKey(keyId))
        {
            return (null, $"the newest root names no key {keyId}");
        }

        var without = Enum.GetValues<TrustRole>().Aggregate(
            root, (each, role) => WithRoles(each, each.Keys, role, ids => ids.Remove(keyId)));

        return (without, "");
    });

    /// <summary>Says of a bundle or a release that no gateway is to accept it any more.</summary>
    public CeremonyStep RevokeContent(BundleDigest digest) => Draft(root => root.Revoked.Contains(digest)
        ? (null, $"{digest} is revoked already")
        : (root with { Revoked = root.Revoked.Add(digest) }, ""));

    /// <summary>Adds signatures to the draft. With the last that is missing it becomes a root.</summary>
    public async Task<CeremonyStep> SignAsync(
        Func<ImmutableArray<PublicKey>, Task<ImmutableArray<ISigner>>> open, CancellationToken cancellation)
    {
        var (chain, read) = Read();
        if (read is not { } draft)
        {
            return new CeremonyStep.Refused($"{directory} has no root that is still to be signed");
        }

        var wanted = draft.Missing.SelectMany(missing => missing.KeyIds).ToHashSet(StringComparer.Ordinal);
        var candidates = (chain?.Newest.Keys ?? draft.Root.Keys).Concat(draft.Root.Keys)
            .Where(key => wanted.Contains(key.Key)).Select(key => PublicKey.Of(key.Value)).OfType<PublicKey>()
            .Distinct();
        var signers = (await open([.. candidates]))
            .Where(signer => wanted.Contains(signer.PublicKey.KeyId)).ToList();
        foreach (var signer in signers)
        {
            var signature = await signer.SignAsync(draft.SignedBytes, cancellation);
            draft = draft.With(new(signer.PublicKey.KeyId, signature));
        }

        return signers is []
            ? new CeremonyStep.Refused(
                "none of the keys given is one whose signature is missing: " + string.Join(", ", wanted))
            : Written(draft);
    }

    private CeremonyStep Draft(Func<RootDocument, (RootDocument? Root, string Problem)> change)
    {
        var (chain, draft) = Read();
        if (draft is not null || chain is null)
        {
            return new CeremonyStep.Refused(
                $"{Path.Combine(directory, RootFolder.DraftNameOf(draft?.Root.Version ?? 1))} is half done: "
                + "sign it with 'gwp keys sign-root', or delete it");
        }

        var (root, problem) = change(chain.Newest);
        if (root is null)
        {
            return new CeremonyStep.Refused(problem);
        }

        var next = Unlisted(root) with
        {
            Version = chain.Newest.Version + 1,
            Expires = DateTimeOffset.FromUnixTimeSeconds(
                time.GetUtcNow().AddYears(KeyDirectory.RootLifetimeYears).ToUnixTimeSeconds()),
        };
        try
        {
            return Written(RootDraft.Of(next, chain.Newest));
        }
        catch (ArgumentException)
        {
            return new CeremonyStep.Refused(
                "a role would have fewer keys than it asks for: put another key in the place of this one with "
                + "'gwp keys rotate'");
        }
    }

    private CeremonyStep Written(RootDraft draft)
    {
        var path = folder.Write(draft);

        return draft.Missing.IsEmpty
            ? new CeremonyStep.Completed(path, draft.Root)
            : new CeremonyStep.Drafted(path, draft.Root, draft.Missing);
    }

    internal static ImmutableArray<string> KeysOf(RootDocument root, TrustRole role) => role switch
    {
        TrustRole.Root => root.Roles.Root.KeyIds,
        TrustRole.Release => [.. root.Roles.Release.SelectMany(grant => grant.KeyIds).Distinct()],
        _ => [.. root.Roles.Channel.SelectMany(grant => grant.KeyIds).Distinct()],
    };

    private static RootDocument WithRoles(
        RootDocument root,
        IReadOnlyDictionary<string, PublicKeyEntry> keys,
        TrustRole role,
        Func<ImmutableArray<string>, ImmutableArray<string>> change)
    {
        var roles = root.Roles;

        return root with
        {
            Keys = keys,
            Roles = role switch
            {
                TrustRole.Root => roles with { Root = roles.Root with { KeyIds = change(roles.Root.KeyIds) } },
                TrustRole.Release => roles with { Release = Changed(roles.Release) },
                _ => roles with { Channel = Changed(roles.Channel) },
            },
        };

        ImmutableArray<RoleGrant> Changed(ImmutableArray<RoleGrant> grants) =>
            [.. grants.Select(grant => grant with { KeyIds = change(grant.KeyIds) })];
    }

    // A key that no role names any more is not listed any more.
    private static RootDocument Unlisted(RootDocument root)
    {
        var named = Enum.GetValues<TrustRole>().SelectMany(role => KeysOf(root, role))
            .ToHashSet(StringComparer.Ordinal);

        return root with
        {
            Keys = root.Keys.Where(key => named.Contains(key.Key))
                .ToImmutableSortedDictionary(StringComparer.Ordinal),
        };
    }
}

/// <summary>What came of one step of a ceremony.</summary>
public abstract record CeremonyStep
{
    private CeremonyStep()
    {
    }

    /// <summary>The root is not one yet: signatures are missing.</summary>
    public sealed record Drafted(string Path, RootDocument Root, ImmutableArray<MissingSignatures> Missing)
        : CeremonyStep;

    /// <summary>Everybody has signed who must.</summary>
    public sealed record Completed(string Path, RootDocument Root) : CeremonyStep;

    public sealed record Refused(string Reason) : CeremonyStep;
}

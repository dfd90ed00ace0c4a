using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace GatewayPipeline.Bundles.Trust;

/// <summary>A root and the bytes that were signed and are handed on.</summary>
public sealed record SignedRoot(RootDocument Document, ReadOnlyMemory<byte> Bytes);

/// <summary>A pinned root and all that followed it, oldest first: each was vouched for by the one before.</summary>
public sealed record RootChain
{
    private RootChain(ImmutableArray<SignedRoot> roots) => Roots = roots;

    public ImmutableArray<SignedRoot> Roots { get; }

    public RootDocument Newest => Roots[^1].Document;

    /// <summary>A chain of one: the root that is believed because of where it lies.</summary>
    public static bool TryPin(
        ReadOnlyMemory<byte> json,
        [NotNullWhen(true)] out RootChain? chain,
        out string reason,
        CheckBegins? begins = null)
    {
        var opening = RootDocument.Open(json, begins);
        chain = opening is RootOpening.Trusted trusted ? new([new(trusted.Root, json)]) : null;
        reason = (opening as RootOpening.Refused)?.Reason ?? "";

        return chain is not null;
    }

    public bool TryExtend(
        ReadOnlyMemory<byte> json,
        [NotNullWhen(true)] out RootChain? longer,
        out string reason,
        CheckBegins? begins = null)
    {
        var opening = Newest.OpenNext(json, begins);
        longer = opening is RootOpening.Trusted trusted ? new(Roots.Add(new(trusted.Root, json))) : null;
        reason = (opening as RootOpening.Refused)?.Reason ?? "";

        return longer is not null;
    }
}

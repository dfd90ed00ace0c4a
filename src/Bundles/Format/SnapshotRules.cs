namespace GatewayPipeline.Bundles.Format;

/// <summary>What every snapshot in a bundle keeps: the writer insists on it, and the reader does too.</summary>
internal static class SnapshotRules
{
    private const int LongestName = 64 * 1024;

    public static XdsSnapshot Empty { get; } = new()
    {
        Resources = [],
        Bootstrap = ReadOnlyMemory<byte>.Empty,
        StaticBootstrap = ReadOnlyMemory<byte>.Empty,
        Totals = new() { Listeners = 0, Hosts = 0, Routes = 0, Clusters = 0, Endpoints = 0 },
        Requires = new() { MinEnvoy = "", MaxEnvoy = "" },
    };

    public static string? FindViolation(XdsSnapshot snapshot)
    {
        XdsResource? former = null;
        foreach (var resource in snapshot.Resources)
        {
            if (!BundleFiles.Holds(resource.TypeUrl))
            {
                return $"a bundle holds no resources of type '{resource.TypeUrl}'";
            }

            if (!IsText(resource.Name) || resource.Name.Length is 0 or > LongestName)
            {
                return $"a {resource.TypeUrl} has no usable name";
            }

            if (former is not null && Compare(former, resource) >= 0)
            {
                return $"its resources are not in order, or one is there twice: '{former.Name}' and '{resource.Name}'";
            }

            former = resource;
        }

        return FindViolation(snapshot.Requires)
            ?? (IsCount(snapshot.Totals) ? null : "one of its totals is below zero");
    }

    /// <summary>The bounds on what a snapshot may say it holds.</summary>
    public static string? FindExcess(SnapshotTotals totals) => totals switch
    {
        { Hosts: > Limits.Hosts } => $"it has {totals.Hosts} hosts, and at most {Limits.Hosts} fit",
        { Routes: > Limits.Routes } => $"it has {totals.Routes} routes, and at most {Limits.Routes} fit",
        _ => null,
    };

    private static string? FindViolation(SnapshotRequirements requires)
    {
        if (!IsText(requires.MinEnvoy) || !IsText(requires.MaxEnvoy))
        {
            return "the Envoy versions that it requires are not text";
        }

        if (!requires.Ports.All(port => port is > 0 and <= ushort.MaxValue)
            || !IsAscending(requires.Ports, Comparer<int>.Default))
        {
            return "the ports that it requires are not ports in ascending order";
        }

        return requires.CertificateFiles.All(IsText) && IsAscending(requires.CertificateFiles, StringComparer.Ordinal)
            ? null
            : "the certificate files that it requires are not paths in ordinal order";
    }

    private static bool IsCount(SnapshotTotals totals) =>
        totals is { Listeners: >= 0, Hosts: >= 0, Routes: >= 0, Clusters: >= 0, Endpoints: >= 0 };

    private static int Compare(XdsResource left, XdsResource right) =>
        string.CompareOrdinal(left.TypeUrl, right.TypeUrl) is not 0 and var byType
            ? byType
            : string.CompareOrdinal(left.Name, right.Name);

    private static bool IsAscending<T>(IReadOnlyList<T> values, IComparer<T> comparer) =>
        values.Zip(values.Skip(1)).All(pair => comparer.Compare(pair.First, pair.Second) < 0);

    // A lone surrogate has no UTF-8 form: it would come back as another name.
    private static bool IsText(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return false;
            }
        }

        return true;
    }
}

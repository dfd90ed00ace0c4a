using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Delivery.Secrets;
using GatewayPipeline.Delivery.Sources;
using GatewayPipeline.Delivery.Sources.Git;

namespace GatewayPipeline.Delivery.Pipeline.Settings;

/// <summary>Why a text cannot be what a setting wants; null where nothing speaks against it.</summary>
internal static class Objections
{
    public static string? Blank(string text) => string.IsNullOrWhiteSpace(text) ? "it is empty" : null;

    public static string? Digest(string text) =>
        BundleDigest.TryParse(text, out _)
            ? null
            : "write sha256: and 64 lower-case hexadecimal digits, as 'gwp keys init' shows them of a root";

    public static string? Name(string text) =>
        StoreLayout.IsChannelName(text)
            ? null
            : $"'{text}' is no such name: use lower-case letters, digits, dots, hyphens and underscores";

    public static string? FullRef(string text) =>
        text.StartsWith("refs/", StringComparison.Ordinal)
            ? RefName.Objection(text)
            : $"'{text}' is not a ref in full: write refs/heads/BRANCH or refs/tags/TAG";

    public static string? SubPath(string text) =>
        Sources.Git.SubPath.TryParse(text, out _) ? null : $"'{text}' is no path within a repository";

    public static string? Repository(string text) =>
        Blank(text)
        ?? (HasSecret(text) ? "it has a user or password in it: name a credential instead"
            : SourceAddress.Open(text, "refs/heads/any", path: null, _ => null) is SourceOpening.Refused refused
                ? refused.Reason
                : null);

    public static string? Secret(string text) =>
        SecretReference.TryParse(text, out _, out var problem) ? null : problem;

    public static string? Digits(string text) =>
        text.Length > 0 && text.All(char.IsAsciiDigit) ? null : $"'{text}' is no number: write its digits as a text";

    private static bool HasSecret(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.UserInfo.Length > 0;
}

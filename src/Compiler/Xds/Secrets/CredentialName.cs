using System.Text.RegularExpressions;

namespace GatewayPipeline.Compiler.Xds.Secrets;

/// <summary>
/// Istio's name of a Kubernetes Secret. On a gateway it is a folder of the certificate directory, so it must be fit to
/// be one.
/// </summary>
internal static partial class CredentialName
{
    private const string AuthoritySuffix = "-cacert";

    /// <summary>
    /// The folder of a credential: <c>name</c> or <c>kubernetes://name</c>. Null for every other form.
    /// </summary>
    public static string? FolderOf(string? name) =>
        name is not null && Plain().Match(name) is { Success: true } match ? match.Groups[1].Value : null;

    /// <summary>
    /// The folder of a credential that holds an authority alone. Istio's Secret <c>team-cacert</c> belongs to
    /// credential <c>team</c>.
    /// </summary>
    public static string? FolderOfAuthority(string? name) => FolderOf(name) is { } folder
        ? folder.EndsWith(AuthoritySuffix, StringComparison.Ordinal) && folder.Length > AuthoritySuffix.Length ? folder[..^AuthoritySuffix.Length] : folder
        : null;

    [GeneratedRegex("^(?:kubernetes://)?([A-Za-z0-9][A-Za-z0-9._-]*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();
}

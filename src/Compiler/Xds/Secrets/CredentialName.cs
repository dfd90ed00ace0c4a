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

    /// <summary>What to write in place of a name that is no folder's.</summary>
    public static string Advice(string name) => name.Split("://") switch
    {
        ["builtin", _] => "the certificates of the mesh are not on this gateway: name a credential of its own",
        ["sds", _] => "no server of secrets stands beside this gateway: name a folder of the certificate directory",
        ["configmap", _] => "name a folder of the certificate directory that holds ca.crt",
        _ when name.Contains('/', StringComparison.Ordinal) => "leave the namespace out: all credentials of a gateway lie in its certificate directory",
        _ => "name a folder of the certificate directory, of letters, digits, '.', '_' and '-'",
    };

    [GeneratedRegex("^(?:kubernetes://)?([A-Za-z0-9][A-Za-z0-9._-]*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();
}

using System.Buffers;
using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace GatewayPipeline.Compiler.Text;

/// <summary>What looks like a secret in some text.</summary>
/// <param name="Start">Offset of its first character.</param>
/// <param name="What">As <c>a private key</c>.</param>
internal readonly record struct FoundSecret(int Start, int Length, string What);

/// <summary>
/// Finds in texts what nobody makes up by chance: forms that keys and tokens have alone. What it finds lies in the tree
/// for everybody who can read it, and must not be printed on top of that.
/// </summary>
internal static partial class SecretText
{
    private const char Mask = '*';

    // Most texts have none of these, and are looked through at the speed of memory.
    private static readonly SearchValues<string> Signs = SearchValues.Create(
        [
            "PRIVATE KEY-----", "LS0tLS1CRUdJTi", "AccountKey=", "SharedAccessKey=", "sig=", "AKIA", "ASIA", "eyJ",
            "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-",
        ],
        StringComparison.Ordinal);

    private static readonly ImmutableArray<(string What, Regex Form)> Forms =
    [
        ("a private key", PrivateKey()),
        ("a private key in base64", EncodedPrivateKey()),
        ("the key of an Azure account", AccountKey()),
        ("a shared access signature", SharedAccessSignature()),
        ("an access key of AWS", AccessKey()),
        ("a signed token (JWT)", SignedToken()),
        ("a token of a git host", GitHostToken()),
    ];

    /// <summary>In the order of the text.</summary>
    public static ImmutableArray<FoundSecret> Find(string text) => text.AsSpan().ContainsAny(Signs)
        ?
        [
            .. Forms.SelectMany(form => form.Form.Matches(text)
                    .Select(match => new FoundSecret(match.Index, match.Length, form.What)))
                .OrderBy(found => found.Start),
        ]
        : [];

    /// <summary>The text with asterisks where secrets are. Lines and columns stay as they are.</summary>
    public static string Masked(string text)
    {
        var found = Find(text);

        return found is [] ? text : string.Create(text.Length, (text, found), (output, state) =>
        {
            state.text.CopyTo(output);
            foreach (var secret in state.found)
            {
                foreach (ref var character in output.Slice(secret.Start, secret.Length))
                {
                    character = char.IsWhiteSpace(character) ? character : Mask;
                }
            }
        });
    }

    // Without an end it goes on for as long as lines look like it.
    [GeneratedRegex(@"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----(?:[A-Za-z0-9+/=:,\- \t\r\n]|\\[nr])*?(?=-----END|[^A-Za-z0-9+/=:,\- \t\r\n\\]|\z)(?:-----END [A-Z0-9 ]*-----)?")]
    private static partial Regex PrivateKey();

    // PRIVATE, RSA PRIVATE, EC PRIVATE, ENCRYPTED PRIVATE and OPENSSH PRIVATE KEY behind "-----BEGIN ".
    [GeneratedRegex("LS0tLS1CRUdJTi(?:BQUklWQVRFIEtFWS|BSU0EgUFJJVkFUR|BFQyBQUklWQVRFIEtFWS|BFTkNSWVBURUQgUFJJVkFUR|BPUEVOU1NIIFBSSVZBVE)[A-Za-z0-9+/=]*")]
    private static partial Regex EncodedPrivateKey();

    [GeneratedRegex(@"(?:AccountKey|SharedAccessKey)=[A-Za-z0-9+/]{40,}={0,2}")]
    private static partial Regex AccountKey();

    [GeneratedRegex(@"(?<=[?&;])sig=(?:[A-Za-z0-9+/_\-]|%[0-9A-Fa-f]{2}){40,}=?")]
    private static partial Regex SharedAccessSignature();

    [GeneratedRegex(@"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b")]
    private static partial Regex AccessKey();

    [GeneratedRegex(@"\beyJ[A-Za-z0-9_\-]{8,}\.eyJ[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]{16,}")]
    private static partial Regex SignedToken();

    [GeneratedRegex(@"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{50,}|glpat-[A-Za-z0-9_\-]{20,})")]
    private static partial Regex GitHostToken();
}

using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Delivery.Signing;

/// <summary>
/// A folder with one key for each role and the root document that names them: a small set-up's whole trust.
/// </summary>
public sealed class KeyDirectory : IDisposable
{
    private const string RootKeyName = "root.key.pem";
    private const string ReleaseKeyName = "release.key.pem";
    private const string ChannelKeyName = "channel.key.pem";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    internal const int RootLifetimeYears = 5;

    private readonly KeyFileSigner release;
    private readonly KeyFileSigner channel;

    private KeyDirectory(string path, RootChain chain, KeyFileSigner release, KeyFileSigner channel)
    {
        RootPath = Path.Combine(path, RootFolder.NameOf(chain.Roots[0].Document.Version));
        Chain = chain;
        this.release = release;
        this.channel = channel;
    }

    /// <summary>Where the oldest root document lies: what a gateway is given to pin.</summary>
    public string RootPath { get; }

    /// <summary>All roots in the folder.</summary>
    public RootChain Chain { get; }

    public RootDocument Root => Chain.Newest;

    public ISigner Release => release;

    public ISigner Channel => channel;

    /// <summary>
    /// Makes keys and root document in a folder of their own: all of them, or none if anything is there already.
    /// </summary>
    /// <param name="holders">Whose root keys count, where they do not lie here: then the root is a draft until they
    /// have signed.</param>
    public static KeyInitialization Init(
        string directory, string environment, TimeProvider time, RootHolders? holders = null)
    {
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        if (Path.Exists(target) && (!Directory.Exists(target) || Directory.EnumerateFileSystemEntries(target).Any()))
        {
            return new KeyInitialization.Refused(
                $"{directory} is not an empty folder: keys get a folder of their own, "
                + "and existing ones are never overwritten");
        }

        var parent = Path.GetDirectoryName(target) ?? "/";
        DurableFile.CreateFolder(parent);
        ImmutableArray<string> names;
        var aside = Path.Combine(parent, $".{Path.GetFileName(target)}-{Guid.NewGuid():N}");
        try
        {
            CreatePrivateFolder(aside);
            names = WriteAll(aside, environment, time, holders);
            if (Directory.Exists(target))
            {
                Directory.Delete(target);
            }

            Directory.Move(aside, target);
        }
        finally
        {
            if (Directory.Exists(aside))
            {
                Directory.Delete(aside, recursive: true);
            }
        }

        DurableFile.SynchronizeFolder(parent);

        return new KeyInitialization.Written([.. names.Select(name => Path.Combine(directory, name))]);
    }

    /// <summary>Opens the keys that the newest root names, whatever keys of earlier roots lie beside them.</summary>
    /// <exception cref="KeyFileException">A file is missing, open to others, or not what it should be.</exception>
    public static KeyDirectory Open(string directory)
    {
        var chain = ReadChain(directory);
        var release = OpenKey(directory, chain.Newest, TrustRole.Release);
        try
        {
            return new(directory, chain, release, OpenKey(directory, chain.Newest, TrustRole.Channel));
        }
        catch
        {
            release.Dispose();
            throw;
        }
    }

    /// <exception cref="KeyFileException">No root is done, or one does not follow the one before.</exception>
    public static RootChain ReadChain(string directory)
    {
        if (!Directory.Exists(directory))
        {
            throw new KeyFileException($"There is no folder {directory}: 'gwp keys init {directory}' makes one.");
        }

        return new RootFolder(directory).ReadChain() ?? throw new KeyFileException(
            $"{directory} has no {RootFolder.NameOf(1)}: 'gwp keys init' makes it, 'gwp keys sign-root' completes it.");
    }

    /// <summary>The keys of a role, of whatever scope.</summary>
    public static ImmutableArray<PublicKey> KeysOf(RootDocument root, TrustRole role) =>
        [.. RootCeremony.KeysOf(root, role).Select(id => PublicKey.Of(root.Keys[id])).OfType<PublicKey>()];

    /// <summary>The newest key file of the role that this root names.</summary>
    /// <exception cref="KeyFileException">There is none, or a file is open to others, or no key.</exception>
    public static KeyFileSigner OpenKey(string directory, RootDocument root, TrustRole role) =>
        Named(directory, root, role).FirstOrDefault() ?? throw None(directory, role);

    /// <summary>All key files of the role that this root names, newest first.</summary>
    /// <exception cref="KeyFileException">One is needed and there is none, or a file is open to others, or no
    /// key.</exception>
    public static ImmutableArray<ISigner> OpenKeys(string directory, RootDocument root, TrustRole role, bool isNeeded)
    {
        ImmutableArray<ISigner> signers = [.. Named(directory, root, role)];

        return isNeeded && signers.IsEmpty ? throw None(directory, role) : signers;
    }

    public void Dispose()
    {
        release.Dispose();
        channel.Dispose();
    }

    /// <summary>The files of the folder that are called as keys of this role are, newest first.</summary>
    internal static IEnumerable<string> KeyFiles(string directory, TrustRole role) =>
        Directory.EnumerateFiles(directory, $"{NameOf(role)}*.key.pem")
            .OrderByDescending(path => path.Length).ThenByDescending(path => path, StringComparer.Ordinal);

    /// <summary>A new key of the role in a file of its own, named after the root that is to name it.</summary>
    internal static PublicKey MakeKey(string directory, TrustRole role, int version)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{NameOf(role)}.{version}.key.pem");
        using var key = WriteKey(directory, name);

        return PublicKey.Of(key);
    }

    private static IEnumerable<KeyFileSigner> Named(string directory, RootDocument root, TrustRole role)
    {
        var named = RootCeremony.KeysOf(root, role);
        foreach (var path in KeyFiles(directory, role))
        {
            var signer = KeyFileSigner.Load(path);
            if (named.Contains(signer.PublicKey.KeyId))
            {
                yield return signer;
            }
            else
            {
                signer.Dispose();
            }
        }
    }

    private static KeyFileException None(string directory, TrustRole role) =>
        new($"{directory} has no {NameOf(role)} key that the newest root document names.");

    private static string NameOf(TrustRole role) => role switch
    {
        TrustRole.Root => "root",
        TrustRole.Release => "release",
        TrustRole.Channel => "channel",
        _ => throw new UnreachableException(),
    };

    private static ImmutableArray<string> WriteAll(
        string folder, string environment, TimeProvider time, RootHolders? holders)
    {
        using var releaseKey = WriteKey(folder, ReleaseKeyName);
        using var channelKey = WriteKey(folder, ChannelKeyName);
        using var rootKey = holders is null ? WriteKey(folder, RootKeyName) : null;
        var root = RootDocument.Create(
            environment,
            time.GetUtcNow().AddYears(RootLifetimeYears),
            holders ?? new([PublicKey.Of(rootKey ?? releaseKey)], 1),
            PublicKey.Of(releaseKey),
            PublicKey.Of(channelKey));
        var draft = RootDraft.Of(root, predecessor: null);
        if (rootKey is null)
        {
            return [ReleaseKeyName, ChannelKeyName, Path.GetFileName(new RootFolder(folder).Write(draft))];
        }

        var signature = rootKey.SignData(
            draft.SignedBytes, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        var written = new RootFolder(folder).Write(draft.With(new(PublicKey.Of(rootKey).KeyId, signature)));

        return [RootKeyName, ReleaseKeyName, ChannelKeyName, Path.GetFileName(written)];
    }

    private static ECDsa WriteKey(string folder, string name)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        DurableFile.Write(
            Path.Combine(folder, name), Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n"), OwnerOnly);

        return key;
    }

    private static void CreatePrivateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        }
    }
}

/// <summary>What came of making keys.</summary>
public abstract record KeyInitialization
{
    private KeyInitialization()
    {
    }

    /// <param name="Paths">The files that were written; the root document is the last.</param>
    public sealed record Written(ImmutableArray<string> Paths) : KeyInitialization;

    public sealed record Refused(string Reason) : KeyInitialization;
}

using System.Collections.Immutable;
using System.Diagnostics;
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
    public const string RootDocumentName = "1.root.json";

    private const string RootKeyName = "root.key.pem";
    private const string ReleaseKeyName = "release.key.pem";
    private const string ChannelKeyName = "channel.key.pem";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int RootLifetimeYears = 5;

    private readonly KeyFileSigner release;
    private readonly KeyFileSigner channel;

    private KeyDirectory(string path, RootDocument root, KeyFileSigner release, KeyFileSigner channel)
    {
        RootPath = Path.Combine(path, RootDocumentName);
        Root = root;
        this.release = release;
        this.channel = channel;
    }

    /// <summary>Where the root document lies: what a gateway is given to pin.</summary>
    public string RootPath { get; }

    public RootDocument Root { get; }

    public ISigner Release => release;

    public ISigner Channel => channel;

    /// <summary>
    /// Makes keys and root document in a folder of their own: all of them, or none if anything is there already.
    /// </summary>
    public static KeyInitialization Init(string directory, string environment, TimeProvider time)
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
        var aside = Path.Combine(parent, $".{Path.GetFileName(target)}-{Guid.NewGuid():N}");
        try
        {
            CreatePrivateFolder(aside);
            WriteAll(aside, environment, time);
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
        ImmutableArray<string> names = [RootKeyName, ReleaseKeyName, ChannelKeyName, RootDocumentName];

        return new KeyInitialization.Written([.. names.Select(name => Path.Combine(directory, name))]);
    }

    /// <exception cref="KeyFileException">A file is missing, open to others, or not what it should be.</exception>
    public static KeyDirectory Open(string directory)
    {
        var root = ReadRoot(Path.Combine(directory, RootDocumentName));
        var release = KeyFileSigner.Load(Path.Combine(directory, ReleaseKeyName));
        try
        {
            return new(directory, root, release, KeyFileSigner.Load(Path.Combine(directory, ChannelKeyName)));
        }
        catch
        {
            release.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        release.Dispose();
        channel.Dispose();
    }

    private static RootDocument ReadRoot(string path)
    {
        try
        {
            return RootDocument.Open(File.ReadAllBytes(path)) switch
            {
                RootOpening.Trusted trusted => trusted.Root,
                RootOpening.Refused refused =>
                    throw new KeyFileException($"{path} cannot be trusted: {refused.Reason}."),
                _ => throw new UnreachableException(),
            };
        }
        catch (Exception exception) when (
            exception is (IOException or UnauthorizedAccessException) and not KeyFileException)
        {
            throw new KeyFileException($"The root document {path} cannot be read: {exception.Message}", exception);
        }
    }

    private static void WriteAll(string folder, string environment, TimeProvider time)
    {
        using var rootKey = WriteKey(folder, RootKeyName);
        using var releaseKey = WriteKey(folder, ReleaseKeyName);
        using var channelKey = WriteKey(folder, ChannelKeyName);

        var root = RootDocument.Create(
            environment,
            time.GetUtcNow().AddYears(RootLifetimeYears),
            PublicKey.Of(rootKey),
            PublicKey.Of(releaseKey),
            PublicKey.Of(channelKey));
        var payload = root.ToPayload();
        var signature = rootKey.SignData(
            SignedEnvelope.ToSignedBytes(PayloadTypes.Root, payload),
            HashAlgorithmName.SHA256,
            DSASignatureFormat.Rfc3279DerSequence);
        var envelope = new SignedEnvelope(PayloadTypes.Root, payload, [new(PublicKey.Of(rootKey).KeyId, signature)]);
        DurableFile.Write(Path.Combine(folder, RootDocumentName), envelope.ToJson());
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

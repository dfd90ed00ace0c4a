using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using CsCheck;
using GatewayPipeline.Compiler.Text;
using GatewayPipeline.Delivery.Sources;
using GatewayPipeline.StoreServers;

namespace GatewayPipeline.Delivery.Tests.Sources.Git;

/// <summary>A commit gives what a checkout of it gives, and what git says is in it.</summary>
public sealed class SameTreeTests : IDisposable
{
    private readonly GitRepository repository = Git.NewRepository();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => repository.Dispose();

    private static readonly Gen<string> Name = OneOf(
        "a", "b", "Ä", "deploy", ".hidden", "x y", "A", "e\u0301", "back\\slash", "bell\u0007", "vendor");

    private static readonly Gen<string> File = Gen.Select(
        Name, OneOf(".yaml", ".yml", ".json", ".YAML", ".txt", ""), (name, suffix) => name + suffix);

    private static readonly Gen<string> FilePath = Gen.Select(
        Name.List[0, 3], File, (folders, file) => string.Join('/', [.. folders, file]));

    private static readonly Gen<byte[]> Content = Gen.OneOf(
        Gen.String[Gen.Char["ab: \n#é"], 0, 40].Select(Encoding.UTF8.GetBytes),
        Gen.Byte.Array[0, 20],
        Gen.Const("version https://git-lfs.github.com/spec/v1\noid sha256:0\n"u8.ToArray()));

    private static readonly Gen<string> IgnoreLine = OneOf(
        "a.yaml", "vendor/", "/deploy", "!b.yaml", "*.json", "**/x y/**", "# note", "");

    private sealed record Item(string Path, byte[] Bytes, bool IsExecutable, bool IsLink);

    private static readonly Gen<Item> AnyItem = Gen.Select(
        FilePath, Content, Gen.Int[0, 5], (path, bytes, kind) => new Item(path, bytes, kind == 0, kind == 1));

    [Fact]
    public async Task A_commit_is_read_as_its_checkout_is() =>
        await Gen.Select(AnyItem.List[0, 12], IgnoreLine.List[0, 3]).SampleAsync(
            async (items, ignored) => await AssertSameAsync(items, ignored), iter: 25, threads: 1);

    [Fact]
    public async Task What_is_read_is_what_git_says()
    {
        foreach (var source in (string[])["samples", "tests/corpus"])
        {
            Copy(Path.Combine(Root(), source), repository[source]);
        }

        repository.Commit();
        var read = await Open().ReadAsync();
        var listed = repository.Run("ls-tree", "-r", "-z", "main").Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => (Id: line.Split(' ', '\t')[2], Path: line.Split('\t')[1]))
            .Where(file => FolderSource.IsManifestName(file.Path) && !file.Path.Contains("/.", StringComparison.Ordinal))
            .OrderBy(file => file.Path, StringComparer.Ordinal)
            .ToArray();
        // Each is asked of git by itself, which takes its time.
        var ids = read.Tree.Files.Take(60).Select(file => Assert.IsType<Manifest.Readable>(file))
            .Select(file => (Id: IdOf(repository.Run("cat-file", "blob", $"main:{file.Path}"), file.Text), file.Path));

        Assert.True(listed.Length > 100, $"only {listed.Length} manifests were found to compare");
        Assert.Equal(listed.Select(file => (file.Path, file.Id)).Take(60), ids.Select(file => (file.Path, file.Id)));
        Assert.Equal(listed.Select(file => file.Path), read.Tree.Files.Select(file => file.Path));
    }

    [Fact]
    public async Task Ten_thousand_files_are_read_within_bounds()
    {
        var history = new StringBuilder("commit refs/heads/main\ncommitter A <a@example.com> 0 +0000\ndata 1\nm\n");
        for (var number = 0; number < 10_000; number++)
        {
            var text = $"number: {number}\n";
            history.Append($"M 100644 inline d{number % 100}/{number}.yaml\ndata {text.Length}\n{text}\n");
        }

        GitRepository.RunIn(
            repository.FullPath, Encoding.UTF8.GetBytes(history.ToString()), "fast-import", "--quiet");
        repository.Run("reset", "--quiet", "--hard");
        var clock = Stopwatch.StartNew();
        var read = await Open().ReadAsync();
        var elapsed = clock.Elapsed;
        var folder = await new FolderSource(repository.FullPath).ReadAsync();

        Assert.Equal(10_000, read.Tree.Files.Length);
        Assert.Equal(folder.TreeDigest, read.TreeDigest);
        Assert.InRange(elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task The_digest_is_what_a_few_lines_of_shell_compute()
    {
        repository.Write("b.yaml", "b");
        repository.Write("a/x.yaml", "x");
        repository.Write("script.yaml", "s");
        repository.Write("readme.md", "not read");
        System.IO.File.SetUnixFileMode(repository["script.yaml"], (UnixFileMode)0b111_101_101);
        repository.Commit();
        var expected = string.Concat(
            new[] { ("100644", "a/x.yaml", "x"), ("100644", "b.yaml", "b"), ("100755", "script.yaml", "s") }
                .Select(file => $"{file.Item1} {Hash(file.Item3)} {file.Item2}\0"));

        Assert.Equal($"sha256:{Hash(expected)}", (await Open().ReadAsync()).TreeDigest.ToString());

        static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    private static Gen<string> OneOf(params string[] words) => Gen.Int[0, words.Length - 1].Select(index => words[index]);

    private async Task AssertSameAsync(List<Item> items, List<string> ignored)
    {
        Clear();
        repository.Write(".gwpignore", string.Join('\n', ignored));
        foreach (var item in items)
        {
            Lay(item);
        }

        repository.Commit();
        var folder = await new FolderSource(repository.FullPath).ReadAsync();
        var commit = await Open().ReadAsync();

        Assert.Equal(folder.Tree.Files, commit.Tree.Files);
        Assert.Equal(folder.TreeDigest, commit.TreeDigest);
    }

    private void Clear()
    {
        foreach (var entry in new DirectoryInfo(repository.FullPath).EnumerateFileSystemInfos())
        {
            if (entry is DirectoryInfo { LinkTarget: null } folder && entry.Name is not ".git")
            {
                folder.Delete(recursive: true);
            }
            else if (entry.Name is not ".git")
            {
                entry.Delete();
            }
        }
    }

    // What two random paths cannot both be is laid once.
    private void Lay(Item item)
    {
        var full = repository[item.Path];
        try
        {
            if (Path.Exists(full))
            {
                return;
            }

            repository.Write(item.Path, item.Bytes);
        }
        catch (IOException)
        {
            return;
        }

        if (item.IsLink)
        {
            System.IO.File.Delete(full);
            System.IO.File.CreateSymbolicLink(full, "a.yaml");
        }
        else if (item.IsExecutable)
        {
            System.IO.File.SetUnixFileMode(full, (UnixFileMode)0b111_101_101);
        }
    }

    private IManifestSource Open() => Assert.IsType<SourceOpening.Opened>(
        SourceAddress.Open(repository.FullPath, "main", path: null, _ => null)).Source;

    // What git prints, and what we have read, are the same text up to a byte order mark.
    private static string IdOf(string printed, string text)
    {
        Assert.Equal(printed.TrimStart('\uFEFF'), text);
        var bytes = Encoding.UTF8.GetBytes(printed);

        return Encoding.ASCII.GetString(GitRepository.RunIn(Path.GetTempPath(), bytes, "hash-object", "--stdin")).Trim();
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target) ?? to);
            System.IO.File.Copy(file, target);
        }
    }

    private static string Root([System.Runtime.CompilerServices.CallerFilePath] string here = "") =>
        Path.GetFullPath("../../../..", Path.GetDirectoryName(here) ?? "");
}

using GatewayPipeline.Delivery.Sources;

namespace GatewayPipeline.Cli.Up.Pipeline;

/// <summary>The bare repository of a session: what it publishes, and the hook that tells of pushes.</summary>
internal sealed class LocalRepository(string path)
{
    private const string Mark = "# Written by gwp up --functions";
    private const string SymbolicRef = "ref: ";
    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    public string FullPath { get; } = Path.GetFullPath(path);

    private string Hook => Path.Combine(FullPath, "hooks", "post-receive");

    /// <exception cref="BrokenWorldException">It is not a bare repository on this machine.</exception>
    public void Require()
    {
        if (!SourceAddress.IsRepository(FullPath) || !Directory.Exists(FullPath))
        {
            throw new BrokenWorldException(
                $"{path} is no bare git repository on this machine: 'git init --bare {path}' makes one, " +
                $"and 'git push {path} HEAD:main' fills it");
        }
    }

    /// <summary>The ref that a clone would begin with.</summary>
    public string DefaultRef()
    {
        var head = File.ReadAllText(Path.Combine(FullPath, "HEAD")).Trim();

        return head.StartsWith(SymbolicRef, StringComparison.Ordinal) ? head[SymbolicRef.Length..].Trim()
            : throw new BrokenWorldException($"the HEAD of {path} is no branch: name one with --ref");
    }

    /// <summary>The commit that a ref is at; null: there is no such ref yet.</summary>
    public async Task<string?> CommitOfAsync(string reference, CancellationToken cancellation) =>
        SourceAddress.Open(FullPath, reference, path: null, Environment.GetEnvironmentVariable)
            is SourceOpening.Opened opened
        && await opened.Source.ResolveAsync(cancellation) is SourceResolution.Resolved { Revision.Commit: { } commit }
            ? commit
            : null;

    /// <summary>Makes git tell the session of each push. Null: it does; else what has to be added to a hook that
    /// somebody else wrote.</summary>
    public async Task<string?> InstallHookAsync(string state, CancellationToken cancellation)
    {
        var gwp = Environment.ProcessPath ?? "gwp";
        var call = $"{Quoted(gwp)} hook --state {Quoted(state)}";
        if (File.Exists(Hook)
            && !(await File.ReadAllTextAsync(Hook, cancellation)).Contains(Mark, StringComparison.Ordinal))
        {
            return $"{Hook} is there already and not ours: let it run this with its standard input:\n  {call}";
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Hook) ?? "");
        await File.WriteAllTextAsync(
            Hook, $"#!/bin/sh\n{Mark}; remove it when you do not want it any more.\nexec {call}\n", cancellation);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Hook, Executable);
        }

        return null;
    }

    private static string Quoted(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}

using System.Diagnostics;

namespace GatewayPipeline.Delivery.Sources.Git.Credentials;

/// <summary>
/// Asks a command by git's own protocol for such helpers: it is run with the word <c>get</c>, told protocol, host and
/// path as lines, and answers with lines of its own. What it prints stays here.
/// </summary>
internal static class CredentialCommand
{
    private const int MostCharacters = 64 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Null if it has none.</summary>
    public static async Task<GitCredential?> AskAsync(
        string command, Uri repository, CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        ending.CancelAfter(Patience);
        using var process = Start(command);
        try
        {
            var complaint = process.StandardError.BaseStream.CopyToAsync(Stream.Null, ending.Token);
            var answer = ReadAsync(process.StandardOutput, ending.Token);
            await AskAsync(process.StandardInput, repository);
            var lines = (await answer).Split('\n');
            await process.WaitForExitAsync(ending.Token);
            await complaint;

            return process.ExitCode == 0 ? Parse(lines) : throw Failed($"ended with exit code {process.ExitCode}");
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw Failed($"gave no answer within {Patience.TotalSeconds:0} s", exception);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static GitCredential? Parse(string[] lines)
    {
        var (user, password) = (Value("username="), Value("password="));

        return password is { Length: > 0 } ? new(user ?? "", password) : null;

        string? Value(string key) => Array.FindLast(lines, line => line.StartsWith(key, StringComparison.Ordinal))
            ?[key.Length..].TrimEnd('\r');
    }

    private static Process Start(string command)
    {
        ProcessStartInfo start = new("/bin/sh", ["-c", $"{command} get"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            return Process.Start(start) ?? throw Failed("could not be started");
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw Failed("needs a shell at /bin/sh", exception);
        }
    }

    private static async Task AskAsync(StreamWriter input, Uri repository)
    {
        try
        {
            await input.WriteAsync(
                $"protocol={repository.Scheme}\nhost={repository.Authority}\n"
                + $"path={repository.AbsolutePath.TrimStart('/')}\n\n");
            input.Close();
        }
        catch (IOException)
        {
            // It answers without having listened.
        }
    }

    private static async Task<string> ReadAsync(StreamReader output, CancellationToken cancellation)
    {
        var text = new char[MostCharacters];
        var length = await output.ReadBlockAsync(text, cancellation);

        return new(text, 0, length);
    }

    private static SourceUnavailableException Failed(string what, Exception? cause = null)
    {
        var message = $"The command of {CredentialFinder.HelperVariable} {what}.";

        return cause is null ? new(message) : new(message, cause);
    }
}

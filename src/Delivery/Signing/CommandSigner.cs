using System.Diagnostics;
using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Delivery.Signing;

/// <summary>
/// Signs by a command: the bytes on its standard input, the signature (DER) on its standard output. So a key may lie in
/// any device or cloud that comes with a program, as <c>openssl dgst -sha256 -sign</c> does it for a file.
/// </summary>
public sealed class CommandSigner : ISigner
{
    private const int LongestSignature = 1024;
    private const int LongestComplaint = 400;
    private static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(60);

    private readonly string command;
    private readonly TimeSpan limit;

    private CommandSigner(string command, PublicKey key, TimeSpan limit) =>
        (this.command, PublicKey, this.limit) = (command, key, limit);

    public PublicKey PublicKey { get; }

    /// <summary>Lets the command sign something, to find out which of these keys it has.</summary>
    /// <exception cref="SigningException">It does not sign, or has another key.</exception>
    public static async Task<CommandSigner> OpenAsync(
        string command, IEnumerable<PublicKey> candidates, CancellationToken cancellation, TimeSpan? limit = null)
    {
        var probe = "Which key is this?"u8.ToArray();
        var signature = await RunAsync(command, probe, limit ?? DefaultLimit, cancellation);
        var key = candidates.FirstOrDefault(each => each.Verifies(probe, signature.Span))
            ?? throw new SigningException(
                $"The command '{command}' signs with a key that the root document does not name for this role, or it "
                + "does not print an ECDSA signature (P-256, SHA-256) in DER.");

        return new(command, key, limit ?? DefaultLimit);
    }

    public async Task<ReadOnlyMemory<byte>> SignAsync(ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        var signature = await RunAsync(command, data, limit, cancellation);

        return PublicKey.Verifies(data.Span, signature.Span)
            ? signature
            : throw new SigningException(
                $"The command '{command}' printed no signature of its own key over what it was given.");
    }

    private static async Task<ReadOnlyMemory<byte>> RunAsync(
        string command, ReadOnlyMemory<byte> data, TimeSpan limit, CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        ending.CancelAfter(limit);
        using var process = Start(command);
        try
        {
            var complaint = process.StandardError.ReadToEndAsync(ending.Token);
            var signature = ReadAsync(process.StandardOutput.BaseStream, ending.Token);
            await WriteAsync(process, data, ending.Token);
            if ((await signature).Length == LongestSignature)
            {
                throw new SigningException($"The command '{command}' prints more than a signature in DER.");
            }

            await process.WaitForExitAsync(ending.Token);

            return process.ExitCode == 0
                ? await signature
                : throw new SigningException(
                    $"The command '{command}' ended with exit code {process.ExitCode}: {Shorten(await complaint)}");
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw new SigningException(
                $"The command '{command}' printed no signature within {limit.TotalSeconds:0.#} s.", exception);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static Process Start(string command)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            return Process.Start(start) ?? throw new SigningException($"The command '{command}' could not be started.");
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new SigningException($"The command '{command}' needs a shell at /bin/sh.", exception);
        }
    }

    // A command that wants no more is asked no more: its exit code says what it thinks.
    private static async Task WriteAsync(Process process, ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(data, cancellation);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has closed its input.
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream output, CancellationToken cancellation)
    {
        var bytes = new byte[LongestSignature];
        var length = await output.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation);

        return bytes.AsMemory(0, length);
    }

    private static string Shorten(string complaint)
    {
        var line = complaint.ReplaceLineEndings(" ").Trim();

        return line.Length <= LongestComplaint ? line : line[..LongestComplaint] + "…";
    }
}

using System.Diagnostics;
using System.Text;

namespace GatewayPipeline.Cli.Tests;

/// <summary>
/// gwp with what it read and wrote: in this process, or the program that <c>GWP_PATH</c> names. A program can be given
/// neither a terminal nor another time, so what needs one of them is always run here.
/// </summary>
internal sealed record Gwp(int ExitCode, string Out, string Error)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static readonly string? Published = Environment.GetEnvironmentVariable("GWP_PATH");

    public static Task<Gwp> RunAsync(
        string[] arguments, string input = "", bool hasColour = false, TimeProvider? time = null, int? width = null) =>
        Published is { Length: > 0 } program && !hasColour && time is null && width is null
            ? StartAsync(program, arguments, input)
            : RunHereAsync(arguments, input, hasColour, time, width);

    public static Task<Gwp> RunAsync(params string[] arguments) => RunAsync(arguments, input: "");

    private static async Task<Gwp> StartAsync(string program, string[] arguments, string input)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException($"{program} did not start");
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading all of it.
        }

        await process.WaitForExitAsync().WaitAsync(Patience);

        return new(process.ExitCode, await output, await error);
    }

    private static async Task<Gwp> RunHereAsync(
        string[] arguments, string input, bool hasColour, TimeProvider? time, int? width)
    {
        var output = new StringWriter { NewLine = "\n" };
        var error = new StringWriter { NewLine = "\n" };
        var exitCode = await CommandLine.RunAsync(arguments, new()
        {
            Out = output,
            Error = error,
            OpenInput = () => new MemoryStream(Encoding.UTF8.GetBytes(input)),
            HasColour = hasColour,
            Width = width,
            Time = time ?? TimeProvider.System,
        });

        return new(exitCode, output.ToString(), error.ToString());
    }
}

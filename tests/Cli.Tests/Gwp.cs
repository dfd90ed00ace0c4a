using System.Text;

namespace GatewayPipeline.Cli.Tests;

/// <summary>gwp in this process, with what it read and wrote.</summary>
internal sealed record Gwp(int ExitCode, string Out, string Error)
{
    public static async Task<Gwp> RunAsync(
        string[] arguments, string input = "", bool hasColour = false, TimeProvider? time = null)
    {
        var output = new StringWriter { NewLine = "\n" };
        var error = new StringWriter { NewLine = "\n" };
        var exitCode = await CommandLine.RunAsync(arguments, new()
        {
            Out = output,
            Error = error,
            OpenInput = () => new MemoryStream(Encoding.UTF8.GetBytes(input)),
            HasColour = hasColour,
            Time = time ?? TimeProvider.System,
        });

        return new(exitCode, output.ToString(), error.ToString());
    }

    public static Task<Gwp> RunAsync(params string[] arguments) => RunAsync(arguments, input: "");
}

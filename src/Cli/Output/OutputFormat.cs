using System.CommandLine;

namespace GatewayPipeline.Cli.Output;

/// <summary>The option <c>-o</c>, whose choices differ from command to command.</summary>
internal static class OutputFormat
{
    public const string Text = "text";
    public const string Json = "json";
    public const string Yaml = "yaml";
    public const string Sarif = "sarif";
    public const string GitHub = "github";
    public const string Markdown = "markdown";

    public static Option<string> Option(params string[] choices)
    {
        var option = new Option<string>("--output", "-o")
        {
            Description = "How to print",
            HelpName = string.Join('|', choices),
            DefaultValueFactory = _ => Text,
        };
        option.AcceptOnlyFromAmong(choices);

        return option;
    }
}

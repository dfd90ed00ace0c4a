using GatewayPipeline.Compiler.Diagnostics;

namespace GatewayPipeline.Cli.Output;

/// <summary>The page of docs/diagnostics about one rule.</summary>
internal static class RulePage
{
    public static string Markdown(Rule rule)
    {
        using var page = typeof(RulePage).Assembly.GetManifestResourceStream($"{rule.Code}.md")
            ?? throw new InvalidOperationException($"the page {rule.Code}.md was not built in");
        using var reader = new StreamReader(page);

        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    public static string PlainText(Rule rule, int width) => MarkdownText.Render(Markdown(rule), width);
}

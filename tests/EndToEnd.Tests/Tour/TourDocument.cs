using System.Text.RegularExpressions;
using GatewayPipeline.EndToEnd.Tests.Running;

namespace GatewayPipeline.EndToEnd.Tests.Tour;

/// <summary>A page of docs as what a reader does: type commands, save files, look at the first terminal.</summary>
internal static partial class TourDocument
{
    /// <summary>One thing to do or to see, with the line of the document where it stands.</summary>
    internal abstract record Step(int Line)
    {
        /// <summary>A command of the second terminal, what it prints, and whether it is meant to fail.</summary>
        internal sealed record Type(int Line, string Command, string[] Prints, bool Fails) : Step(Line);

        /// <summary>A command of a terminal of its own, that goes on until the end.</summary>
        internal sealed record Background(int Line, string Command) : Step(Line);

        /// <summary>A command of the second terminal whose output is a matter of chance.</summary>
        internal sealed record Sample(int Line, string Command) : Step(Line);

        /// <summary>`gwp up`, in the first terminal, and what it says until it serves.</summary>
        internal sealed record Up(int Line, string[] Arguments, string[] Says) : Step(Line);

        internal sealed record Save(int Line, string Path, string Text) : Step(Line);

        /// <summary>What the first terminal says next.</summary>
        internal sealed record See(int Line, string[] Says) : Step(Line);
    }

    public static Step[] Read(string page)
    {
        var text = File.ReadAllText(Path.Combine(Programs.Repository, page));

        return
        [
            .. Block().Matches(text).SelectMany(block => Steps(
                page,
                LineOf(text, block.Index),
                block.Groups["kind"].Value,
                block.Groups["info"].Value.Trim(),
                block.Groups["body"].Value)),
        ];
    }

    private static IEnumerable<Step> Steps(
        string page, int line, string kind, string info, string body) => (kind, info) switch
    {
        ("console", "background") => Commands(body).Select(command => new Step.Background(line, command.Command)),
        ("console", "canary") => Commands(body).Select(command => new Step.Sample(line, command.Command)),
        ("console", "" or "fails") => Commands(body).Select(command => command.Command.Split(' ') is ["gwp", "up", .. var arguments]
            ? new Step.Up(line, arguments, command.Prints)
            : (Step)new Step.Type(line, command.Command, command.Prints, info is "fails")),
        ("text", _) => [new Step.See(line, Lines(body))],
        ("yaml" or "sh", ['f', 'i', 'l', 'e', '=', .. var path]) => [new Step.Save(line, path, body)],
        ("sh", _) => [],
        _ => throw new InvalidDataException($"{page}:{line}: a block of kind '{kind} {info}' has no meaning here"),
    };

    private static IEnumerable<(string Command, string[] Prints)> Commands(string body) =>
        body.Split("$ ", StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Split('\n', 2))
            .Select(parts => (parts[0], Lines(parts[1])));

    private static string[] Lines(string body) => body.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static int LineOf(string text, int index) => text.AsSpan(0, index).Count('\n') + 1;

    [GeneratedRegex(@"(?ms)^```(?<kind>\w+)(?<info>[^\n]*)\n(?<body>.*?)^```$")]
    private static partial Regex Block();
}

using System.Collections.Immutable;
using System.CommandLine;
using GatewayPipeline.Cli.Output;
using GatewayPipeline.Compiler.Diagnostics;

namespace GatewayPipeline.Cli.Commands;

/// <summary><c>gwp explain</c>: what a finding means, with an example and how it is mended.</summary>
internal static class ExplainCommand
{
    private const int Width = 80;
    private const int MostNear = 5;
    private const string Prefix = "GWP";

    public static Command Create(Terminal terminal)
    {
        var code = new Argument<string?>("CODE")
        {
            Description = "A code such as GWP3001, or Istio's for the same, such as IST0101; without it all are listed",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("explain", "Say what a finding means, and how it is mended.") { code };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(code) is { } wanted)
            {
                terminal.Out.Write(string.Join('\n', Find(wanted).Select(rule => RulePage.PlainText(rule, Width))));
            }
            else
            {
                WriteList(terminal.Out);
            }

            return ExitCode.Good;
        });

        return command;
    }

    /// <summary>A code of Istio's may stand for several of ours.</summary>
    private static ImmutableArray<Rule> Find(string wanted)
    {
        ImmutableArray<Rule> found =
        [
            .. Rules.All.Where(rule => rule.Aliases.Append(rule.Code).Append(rule.Code[Prefix.Length..])
                .Contains(wanted, StringComparer.OrdinalIgnoreCase)),
        ];
        if (!found.IsEmpty)
        {
            return found;
        }

        var near = Near(wanted);
        var advice = near.IsEmpty ? "" : $"; near it are {string.Join(", ", near)}";

        throw new WrongUsageException(
            $"there is no finding '{wanted}'{advice} ('gwp explain' lists all)");
    }

    // Codes are grouped by their first digits, so those that begin alike are about like things.
    private static ImmutableArray<string> Near(string wanted)
    {
        var written = char.IsAsciiDigit(wanted.FirstOrDefault()) ? Prefix + wanted : wanted;
        var codes = Rules.All.SelectMany(rule => rule.Aliases.Append(rule.Code)).Distinct()
            .Select(code => (Code: code, Common: code.Zip(written).TakeWhile(pair =>
                char.ToUpperInvariant(pair.First) == char.ToUpperInvariant(pair.Second)).Count()))
            .Where(candidate => candidate.Common > Prefix.Length)
            .ToArray();
        var most = codes.Select(candidate => candidate.Common).DefaultIfEmpty().Max();

        return
        [
            .. codes.Where(candidate => candidate.Common == most).Select(candidate => candidate.Code)
                .Order(StringComparer.Ordinal).Take(MostNear),
        ];
    }

    private static void WriteList(TextWriter output)
    {
        foreach (var rule in Rules.All)
        {
            var aliases = rule.Aliases.IsEmpty ? "" : $" ({string.Join(", ", rule.Aliases)})";
            var severity = rule.Severity.ToString().ToLowerInvariant();
            output.WriteLine(MarkdownText.Wrap($"{rule.Code} {severity}: {rule.Title}{aliases}", Width, "  "));
        }
    }
}

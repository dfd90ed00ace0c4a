using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Net.Sockets;
using GatewayPipeline.Cli.Commands;
using GatewayPipeline.Cli.Commands.Keys;

namespace GatewayPipeline.Cli;

/// <summary>All of gwp: its commands, and what becomes of mistakes and of a broken world.</summary>
internal static class CommandLine
{
    private const int HelpWidth = 80;

    public static async Task<int> RunAsync(string[] arguments, Terminal terminal)
    {
        var parsed = Create(terminal).Parse(arguments);
        var configuration = new InvocationConfiguration
        {
            Output = terminal.Out,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = TimeSpan.FromSeconds(10),
        };
        try
        {
            return parsed.Action is ParseErrorAction mistakes
                ? ExplainMistakes(parsed, mistakes, configuration)
                : await parsed.InvokeAsync(configuration);
        }
        catch (WrongUsageException e)
        {
            terminal.Error.WriteLine($"gwp: {e.Message}");
            terminal.Error.WriteLine(Hint(parsed));

            return ExitCode.WrongUsage;
        }
        catch (Exception e) when (
            e is BrokenWorldException or IOException or UnauthorizedAccessException or SocketException
            or HttpRequestException or InvalidDataException)
        {
            terminal.Error.WriteLine($"gwp: {e.Message}");

            return ExitCode.BrokenWorld;
        }
        catch (OperationCanceledException)
        {
            terminal.Error.WriteLine("gwp: interrupted");

            return ExitCode.BrokenWorld;
        }
    }

    public static Command Create(Terminal terminal)
    {
        var root = new Command("gwp", "Istio routing manifests in, signed Envoy configuration out.")
        {
            CheckCommand.Create(terminal),
            ExplainCommand.Create(terminal),
            BuildCommand.Create(terminal),
            RouteCommand.Create(terminal),
            DiffCommand.Create(terminal),
            InspectCommand.Create(terminal),
            PublishCommand.Create(terminal),
            CosignCommand.Create(terminal),
            VerifyCommand.Create(terminal),
            StatusCommand.Create(terminal),
            ResignCommand.Create(terminal),
            PruneCommand.Create(terminal),
            PromoteCommand.Create(terminal),
            RolloutCommand.Create(terminal),
            RollbackCommand.Create(terminal),
            UpCommand.Create(terminal),
            KeysCommand.Create(terminal),
            PreviewCommand.Create(terminal),
            HookCommand.Create(terminal),
        };
        root.Options.Add(new HelpOption { Recursive = true, Action = new HelpAction { MaxWidth = HelpWidth } });
        root.Options.Add(new VersionOption());

        return root;
    }

    private static int ExplainMistakes(
        ParseResult parsed, ParseErrorAction mistakes, InvocationConfiguration configuration)
    {
        mistakes.ShowHelp = false;
        mistakes.ShowTypoCorrections = true;
        parsed.Invoke(new() { Output = configuration.Error, Error = configuration.Error });
        configuration.Error.WriteLine(Hint(parsed));

        return ExitCode.WrongUsage;
    }

    private static string Hint(ParseResult parsed)
    {
        var names = new List<string>();
        for (var result = parsed.CommandResult; result is not null; result = result.Parent as CommandResult)
        {
            names.Insert(0, result.Command.Name);
        }

        return $"'{string.Join(' ', names)} --help' says how to use it.";
    }
}

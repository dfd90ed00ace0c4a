using System.CommandLine;
using Google.Protobuf;
using GatewayPipeline.Cli.Input;
using GatewayPipeline.Cli.Inspection;
using GatewayPipeline.Cli.Output;
using GatewayPipeline.Compiler;

namespace GatewayPipeline.Cli.Commands;

/// <summary><c>gwp inspect</c>: what a configuration holds, as <c>istioctl proxy-config</c> shows it.</summary>
internal static class InspectCommand
{
    private const string Wide = "wide";

    public static Command Create(Terminal terminal) =>
        new("inspect", "Show what a folder, a bundle or a running agent's gateway is configured with.")
    {
        Kind(terminal, "listeners", "Listeners and where their filter chains lead.", InspectionViews.Listeners),
        Kind(terminal, "routes", "Virtual hosts and their routes.", InspectionViews.Routes, OutputFormat.Text, Wide,
            OutputFormat.Json, OutputFormat.Yaml),
        Kind(terminal, "clusters", "Clusters: the services that routes lead to.", InspectionViews.Clusters),
        Kind(terminal, "endpoints", "Endpoints of each cluster.", InspectionViews.Endpoints),
        Bootstrap(terminal),
    };

    private static Command Kind(
        Terminal terminal,
        string name,
        string description,
        Func<EnvoyResources, InspectionFilter, InspectionView> view,
        params string[] formats)
    {
        var source = new ResourcesInput();
        var nameFilter = new Option<string>("--name") { Description = "Only what has this name", HelpName = "NAME" };
        var portFilter = new Option<int?>("--port") { Description = "Only what has this port", HelpName = "PORT" };
        var output = OutputFormat.Option(
            formats.Length > 0 ? formats : [OutputFormat.Text, OutputFormat.Json, OutputFormat.Yaml]);
        var command = new Command(name, description);
        source.AddTo(command);
        foreach (var option in (Option[])[nameFilter, portFilter, output])
        {
            command.Options.Add(option);
        }

        source.AddCompileOptionsTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            if (await source.ReadAsync(parsed, terminal, cancellation) is not { } found)
            {
                return ExitCode.Findings;
            }

            var shown = view(found.Resources, new(parsed.GetValue(nameFilter), parsed.GetValue(portFilter)));
            Write(terminal, parsed.GetRequiredValue(output), shown);

            return ExitCode.Good;
        });

        return command;
    }

    private static Command Bootstrap(Terminal terminal)
    {
        var source = new ResourcesInput();
        var output = OutputFormat.Option(OutputFormat.Json, OutputFormat.Yaml);
        output.DefaultValueFactory = _ => OutputFormat.Json;
        var command = new Command("bootstrap", "Envoy's bootstrap, with the holes that the agent fills.");
        source.AddTo(command);
        command.Options.Add(output);
        source.AddCompileOptionsTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            if (await source.ReadAsync(parsed, terminal, cancellation) is not { } found)
            {
                return ExitCode.Findings;
            }

            var json = System.Text.Encoding.UTF8.GetString(found.Bootstrap.Span);
            WriteDocument(terminal, parsed.GetRequiredValue(output), json);

            return ExitCode.Good;
        });

        return command;
    }

    private static void Write(Terminal terminal, string format, InspectionView shown)
    {
        if (format is OutputFormat.Text or Wide)
        {
            shown.Table(format is Wide).WriteTo(terminal.Out);
        }
        else
        {
            WriteDocument(terminal, format, FormatAll(shown.Messages));
        }
    }

    private static string FormatAll(IEnumerable<IMessage> messages)
    {
        var items = messages.Select(
            message => "  " + EnvoyJson.Format(message).Replace("\n", "\n  ", StringComparison.Ordinal)).ToList();

        return items.Count == 0 ? "[]" : $"[\n{string.Join(",\n", items)}\n]";
    }

    private static void WriteDocument(Terminal terminal, string format, string json)
    {
        if (format is OutputFormat.Yaml)
        {
            terminal.Out.Write(JsonAsYaml.Convert(json));
        }
        else
        {
            terminal.Out.WriteLine(json.TrimEnd('\n'));
        }
    }
}

using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Net;
using GatewayPipeline.Cli.Input;
using GatewayPipeline.Cli.Up;
using GatewayPipeline.Cli.Up.Pipeline;

namespace GatewayPipeline.Cli.Commands;

/// <summary><c>gwp up</c>: a folder of manifests, served on this machine and kept up to date with every save.</summary>
internal static class UpCommand
{
    public static Command Create(Terminal terminal)
    {
        var folder = ManifestInput.Argument("The folder of manifests");
        var state = State();
        var bind = new Option<string>("--bind")
        {
            Description = "The address that listeners on every address are opened on",
            HelpName = "ADDRESS",
            DefaultValueFactory = _ => "127.0.0.1",
        };
        var mapPort = new Option<string[]>("--map-port")
        {
            Description = "Open another port than the one written; may be repeated",
            HelpName = "FROM=TO",
        };
        var preview = new Option<bool>("--preview")
        {
            Description = "Use the preview gateway even if there is an Envoy",
        };
        var pipeline = new PipelineUpOptions();
        var options = new CompileOptions();
        var command = new Command("up", "Serve manifests on this machine and follow every change.")
        {
            folder, state, bind, mapPort, preview,
        };
        pipeline.AddTo(command);
        options.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            if (pipeline.Read(parsed, parsed.GetValue(state), parsed.GetValue(preview)) is { } asked)
            {
                await new PipelineSession(asked, terminal).RunAsync(cancellation);

                return ExitCode.Good;
            }

            var path = Existing(parsed.GetRequiredValue(folder));
            var compiler = options.ReadForOne(parsed, ManifestInput.Read([path], terminal));
            var session = new UpSession(
                new()
                {
                    Folder = path,
                    State = parsed.GetValue(state) ?? Path.Combine(path, ".gwp"),
                    BindAddress = ReadAddress(parsed.GetRequiredValue(bind)),
                    MappedPorts = (parsed.GetValue(mapPort) ?? []).Select(ReadMapping).ToImmutableDictionary(),
                    ForcePreview = parsed.GetValue(preview),
                    Compiler = compiler with { AllowsLocalUpstreams = true },
                },
                terminal);
            await session.RunAsync(cancellation);

            return ExitCode.Good;
        });

        return command;
    }

    private static Option<string> State() => new("--state")
    {
        Description = "Where keys, store and logs are kept (default: DIR/.gwp)",
        HelpName = "DIR",
    };

    private static string Existing(string folder) => Directory.Exists(folder)
        ? folder
        : throw new BrokenWorldException($"there is no folder {folder}: make it, or name another");

    private static string ReadAddress(string text) =>
        IPAddress.TryParse(text, out var address)
            ? address.ToString()
            : throw new WrongUsageException($"--bind {text}: write an IP address of this machine, such as 127.0.0.1");

    private static KeyValuePair<int, int> ReadMapping(string text) =>
        text.Split('=') is [var from, var to] && IsPort(from, out var written) && IsPort(to, out var opened)
            ? new(written, opened)
            : throw new WrongUsageException($"--map-port {text}: write FROM=TO with two ports, such as 80=8080");

    private static bool IsPort(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= 65535;
}

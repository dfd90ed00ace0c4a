using System.Collections.Immutable;
using System.Globalization;
using Envoy.Config.Listener.V3;
using Envoy.Config.Route.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using GatewayPipeline.Cli.Output;
using GatewayPipeline.Compiler;
using Spectre.Console;

namespace GatewayPipeline.Cli.Up;

/// <summary>
/// What <c>gwp up</c> tells the person in front of it: where things are, what to type next, what each save did.
/// </summary>
internal sealed class UpReport
{
    private const int ExamplesShown = 5;

    private readonly Terminal terminal;
    private readonly IAnsiConsole console;

    public UpReport(Terminal terminal)
    {
        this.terminal = terminal;
        console = AnsiConsole.Create(new()
        {
            Ansi = terminal.HasColour ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = terminal.HasColour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(terminal.Out),
        });
        console.Profile.Width = int.MaxValue;
    }

    public void Starting(UpOptions options, string state, string statusSocket, string gateway)
    {
        console.MarkupLineInterpolated($"[bold]gwp up[/] {options.Folder}");
        console.MarkupLineInterpolated($"  state    {state}");
        console.MarkupLineInterpolated($"  status   {statusSocket} (gwp inspect listeners --gateway SOCKET)");
        console.MarkupLineInterpolated($"  gateway  {gateway}");
    }

    public void Serving(UpOptions options, UpBuild build, TimeSpan elapsed)
    {
        if (!build.Echoes.IsEmpty)
        {
            var names = string.Join(", ", build.Echoes.Select(echo => EchoAnswer.NameOf(echo.Destination)).Distinct()
                .Order(StringComparer.Ordinal));
            console.MarkupLineInterpolated($"  echo     {names}");
        }

        console.MarkupLineInterpolated(
            $"[green]Serving[/] after {elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s. Try:");
        var examples = RequestExamples.Of(build.Resources).ToList();
        foreach (var example in examples.Take(ExamplesShown))
        {
            console.MarkupLineInterpolated($"  {example}");
        }

        if (examples.Count == 0)
        {
            console.MarkupLineInterpolated($"  nothing is listened on yet: add a Gateway to {options.Folder}");
        }

        console.MarkupLineInterpolated(
            $"Edit the files in {options.Folder}: every save is checked and served. Ctrl-C ends it.");
    }

    public void Changed(ImmutableArray<string> changes, TimeSpan elapsed)
    {
        var what = changes.IsEmpty ? "nothing that the gateway would notice" : string.Join(", ", changes);
        console.MarkupLineInterpolated($"{Now()} [green]{what}[/], served after {Milliseconds(elapsed)} ms");
    }

    public void Unchanged(TimeSpan elapsed) =>
        console.MarkupLineInterpolated($"{Now()} no change for the gateway, checked in {Milliseconds(elapsed)} ms");

    public void Mistaken(UpBuild build, bool isServing)
    {
        new FindingsReport(terminal, build.Tree).WriteText(build.Compilation, terminal.Out);
        var effect = isServing ? "the gateway stays as it was" : "nothing is served until they are mended";
        console.MarkupLineInterpolated($"{Now()} [red]errors:[/] {effect}");
    }

    public void Doubts(UpBuild build) =>
        new FindingsReport(terminal, build.Tree).WriteText(build.Compilation, terminal.Out);

    public void Refused(string reason) =>
        console.MarkupLineInterpolated($"{Now()} [red]the gateway refused it and stays as it was:[/] {reason}");

    public void Trouble(string text) => console.MarkupLineInterpolated($"{Now()} [yellow]{text}[/]");

    public void Ending() => console.MarkupLineInterpolated($"Ending.");

    private static string Now() => DateTime.Now.ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Milliseconds(TimeSpan elapsed) =>
        elapsed.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);
}

/// <summary>Requests to copy: for each host one that its first route takes.</summary>
internal static class RequestExamples
{
    public static IEnumerable<string> Of(EnvoyResources resources)
    {
        var configurations = resources.RouteConfigurations.ToDictionary(routes => routes.Name, StringComparer.Ordinal);
        foreach (var listener in resources.Listeners.OrderBy(
            listener => listener.Address?.SocketAddress?.PortValue ?? 0))
        {
            foreach (var routes in RoutesOf(listener).Where(configurations.ContainsKey)
                .Select(name => configurations[name]))
            {
                foreach (var host in routes.VirtualHosts.Where(host => host.Routes.Count > 0))
                {
                    yield return Curl(listener, host);
                }
            }
        }
    }

    private static IEnumerable<string> RoutesOf(Listener listener) => listener.FilterChains
        .SelectMany(chain => chain.Filters)
        .Where(filter => filter.TypedConfig?.Is(HttpConnectionManager.Descriptor) is true)
        .Select(filter => filter.TypedConfig.Unpack<HttpConnectionManager>().Rds?.RouteConfigName ?? "");

    private static string Curl(Listener listener, VirtualHost host)
    {
        var socket = listener.Address.SocketAddress;
        var address = socket.Address is "0.0.0.0" ? "127.0.0.1" : socket.Address;
        var authority = address.Contains(':') ? $"[{address}]" : address;
        var header = host.Domains[0] switch
        {
            "*" => "",
            ['*', .. var suffix] => $"-H \"Host: www{suffix}\" ",
            var exact => $"-H \"Host: {exact}\" ",
        };

        return string.Create(CultureInfo.InvariantCulture,
            $"curl -i {header}http://{authority}:{socket.PortValue}{PathOf(host.Routes[0].Match)}");
    }

    private static string PathOf(RouteMatch match) => match.PathSpecifierCase switch
    {
        RouteMatch.PathSpecifierOneofCase.Prefix => match.Prefix,
        RouteMatch.PathSpecifierOneofCase.Path => match.Path,
        RouteMatch.PathSpecifierOneofCase.PathSeparatedPrefix => match.PathSeparatedPrefix,
        _ => "/",
    };
}

using System.CommandLine;
using System.Globalization;
using GatewayPipeline.Cli.Input;
using GatewayPipeline.Cli.Output;
using GatewayPipeline.Compiler.Routing;

namespace GatewayPipeline.Cli.Commands;

/// <summary><c>gwp route</c>: where a request would go, and why it does not go elsewhere.</summary>
internal static class RouteCommand
{
    public static Command Create(Terminal terminal)
    {
        var url = new Argument<string>("URL") { Description = "The request, such as http://shop.example/cart?id=1" };
        var source = new ResourcesInput();
        var method = new Option<string>("--method")
        {
            Description = "The request's method",
            HelpName = "METHOD",
            DefaultValueFactory = _ => "GET",
        };
        var headers = new Option<string[]>("--header")
        {
            Description = "A header field of the request; may be repeated",
            HelpName = "NAME=VALUE",
        };
        var sni = new Option<string>("--sni")
        {
            Description = "Server name of the TLS handshake, if it is not the URL's host",
            HelpName = "NAME",
        };
        var port = new Option<int?>("--port")
        {
            Description = "Port of the gateway, if it is not the URL's",
            HelpName = "PORT",
        };
        var output = OutputFormat.Option(OutputFormat.Text, OutputFormat.Json);
        var command = new Command("route", "Say where a request goes and why.") { url };
        source.AddTo(command);
        foreach (var option in (Option[])[method, headers, sni, port, output])
        {
            command.Options.Add(option);
        }

        source.AddCompileOptionsTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var request = Read(
                parsed.GetRequiredValue(url),
                parsed.GetRequiredValue(method),
                parsed.GetValue(headers) ?? [],
                parsed.GetValue(sni),
                parsed.GetValue(port));
            if (await source.ReadAsync(parsed, terminal, cancellation) is not { } found)
            {
                return ExitCode.Findings;
            }

            var decision = new RouteMatcher(found.Resources).Match(request, explain: true);
            Write(new(request, decision), parsed.GetValue(output), terminal);

            return ExitCode.Good;
        });

        return command;
    }

    private static void Write(RouteReport report, string? format, Terminal terminal)
    {
        if (format is OutputFormat.Json)
        {
            report.WriteJson(terminal.Out);
        }
        else
        {
            report.WriteText(terminal.Out);
        }
    }

    private static RouteRequest Read(string url, string method, string[] headers, string? sni, int? port)
    {
        var written = url.Contains("://", StringComparison.Ordinal) ? url : $"http://{url}";
        if (!Uri.TryCreate(written, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            throw new WrongUsageException($"'{url}' is no http or https URL");
        }

        var fields = headers.Select(ReadHeader).ToList();
        var host = fields.Find(field => string.Equals(field.Name, "host", StringComparison.OrdinalIgnoreCase));
        var path = written[(written.IndexOf("://", StringComparison.Ordinal) + 3)..];
        var slash = path.AsSpan().IndexOfAny('/', '?', '#');

        return new()
        {
            Port = port ?? uri.Port,
            Sni = uri.Scheme is "https" ? sni ?? uri.Host : sni,
            Method = method.ToUpperInvariant(),
            Scheme = uri.Scheme,
            Authority = host.Value ?? uri.Authority,
            Path = slash < 0 ? "/" : path[slash] is '/' ? path[slash..].Split('#')[0]
                : "/" + path[slash..].Split('#')[0],
            Headers = [.. fields.Where(field => field != host)],
            Random = (ulong)Random.Shared.NextInt64(),
        };
    }

    private static HeaderField ReadHeader(string text) =>
        text.IndexOfAny(['=', ':']) is > 0 and var split
            ? new(text[..split].Trim(), text[(split + 1)..].Trim())
            : throw new WrongUsageException(
                string.Create(CultureInfo.InvariantCulture, $"--header '{text}': write NAME=VALUE"));
}

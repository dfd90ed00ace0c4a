using System.Collections.Immutable;
using System.Globalization;
using GatewayPipeline.Compiler.Routing;
using Microsoft.AspNetCore.Http;

namespace GatewayPipeline.Preview.Forwarding;

/// <summary>Carries out a route's changes on the headers of a live request or answer.</summary>
internal static class HeaderOperations
{
    public static void Apply(HttpContext context, IHeaderDictionary headers, ImmutableArray<HeaderOperation> operations)
    {
        if (operations.IsEmpty)
        {
            return;
        }

        var names = operations.Select(operation => operation.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var fields = new List<HeaderField>();
        foreach (var name in names)
        {
            fields.AddRange(headers[name].OfType<string>().Select(value => new HeaderField(name, value)));
        }

        HeaderOperation.Apply(operations, fields, command => Answer(context, command));
        foreach (var name in names)
        {
            headers[name] = fields
                .Where(field => string.Equals(field.Name, name, StringComparison.OrdinalIgnoreCase))
                .Select(field => field.Value)
                .ToArray();
        }
    }

    // The few of Envoy's commands that make sense without Envoy; what is not known becomes "-", as an empty one does
    // there.
    private static string Answer(HttpContext context, string command) => command switch
    {
        ['R', 'E', 'Q', '(', .. var name, ')'] => RequestHeader(context, name),
        "PROTOCOL" => context.Request.Protocol,
        "DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT" => context.Connection.RemoteIpAddress?.ToString() ?? "-",
        "DOWNSTREAM_LOCAL_PORT" => context.Connection.LocalPort.ToString(CultureInfo.InvariantCulture),
        _ => "-",
    };

    private static string RequestHeader(HttpContext context, string name) => name.ToUpperInvariant() switch
    {
        ":METHOD" => context.Request.Method,
        ":AUTHORITY" => context.Request.Host.Value ?? "-",
        _ => context.Request.Headers.TryGetValue(name, out var value) ? value.ToString() : "-",
    };
}

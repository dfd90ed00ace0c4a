using System.Collections.Immutable;
using GatewayPipeline.Compiler.Re2;
using GatewayPipeline.Compiler.Routing;

namespace GatewayPipeline.Compiler.Differences.Requests;

/// <summary>What came of making a request.</summary>
internal abstract record MadeRequest
{
    private MadeRequest()
    {
    }

    public sealed record Request(RouteRequest Value) : MadeRequest;

    public sealed record None : MadeRequest;

    public sealed record Unknown : MadeRequest;
}

/// <summary>
/// Makes requests for a host behind a door that meet demands. The parts of a request do not depend on each other, so
/// each is sought alone, and remembered.
/// </summary>
internal sealed class RequestShape(Door door, string domain, RequestTexts texts, SearchBudget budget)
{
    private static readonly ImmutableArray<string> UsualMethods = ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"];

    private readonly TextDemand anyAuthority = new(TextPattern.Regex(AuthorityOf(domain)), IsWanted: true);

    public MadeRequest Make(ImmutableList<Demand> demands)
    {
        var isUnknown = false;
        string? path = null;
        string? authority = null;
        var method = UsualMethods[0];
        var query = new List<string>();
        var headers = ImmutableArray.CreateBuilder<HeaderField>();
        foreach (var part in demands.GroupBy(demand => (demand.Part, demand.Name)))
        {
            var (found, isAbsent) = Find(part.Key.Part, part.Key.Name, [.. part]);
            switch (found, part.Key)
            {
                case (FoundText.None, _):
                    return new MadeRequest.None();
                case (FoundText.Unknown, _):
                    isUnknown = true;
                    break;
                case (FoundText.Text text, (RequestPart.Path, _)):
                    path = text.Value;
                    break;
                case (FoundText.Text text, (RequestPart.Header, ":method")):
                    method = text.Value;
                    break;
                case (FoundText.Text text, (RequestPart.Header, ":authority" or "host")):
                    authority = text.Value;
                    break;
                case (FoundText.Text text, (RequestPart.Parameter, var name)) when !isAbsent:
                    query.Add($"{name}={text.Value}");
                    break;
                case (FoundText.Text text, (RequestPart.Header, var name)) when !isAbsent && !name.StartsWith(':'):
                    headers.Add(new(name, text.Value));
                    break;
            }
        }

        authority ??= DomainSample.Of(domain);

        return isUnknown ? new MadeRequest.Unknown() : new MadeRequest.Request(new()
        {
            Port = door.Port,
            Address = door.Address is "" ? null : door.Address,
            Sni = door.ServerNameFor(HostPort.StartOf(authority) is >= 0 and var end ? authority[..end] : authority),
            Scheme = door.Scheme,
            Method = method,
            Authority = authority,
            Path = (path ?? "/") + (query.Count == 0 ? "" : $"?{string.Join('&', query)}"),
            Headers = headers.DrainToImmutable(),
        });
    }

    private (FoundText Found, bool IsAbsent) Find(RequestPart part, string name, ImmutableArray<Demand> demands) => (part, name) switch
    {
        (RequestPart.Path, _) => (TextSearch.Find([texts.AnyPath, texts.DotSegment, .. OfValues(demands)], budget), false),
        (RequestPart.Header, ":method") => (FindMethod(demands), false),
        (RequestPart.Header, ":authority" or "host") => (FindAuthority(demands), false),
        (RequestPart.Header, ":scheme" or "x-forwarded-proto") => (Check(door.Scheme, demands), false),
        (RequestPart.Header, ":path") => (new FoundText.Unknown(), false),
        (RequestPart.Header, _) => FindOptional(texts.AnyValue, demands),
        _ => FindOptional(texts.AnyParameter, demands),
    };

    private (FoundText Found, bool IsAbsent) FindOptional(TextDemand shape, ImmutableArray<Demand> demands) =>
        demands.All(demand => demand.Condition.TakesAbsence == demand.IsWanted) ? (new FoundText.Text(""), true)
        : demands.Any(demand => demand.Condition.Pattern is null && demand.Condition.TakesAnyValue != demand.IsWanted)
            ? (new FoundText.None(), false)
        : (TextSearch.Find([shape, .. OfValues(demands)], budget), false);

    private FoundText FindMethod(ImmutableArray<Demand> demands)
    {
        foreach (var method in UsualMethods)
        {
            if (Check(method, demands) is FoundText.Text found)
            {
                return found;
            }
        }

        return TextSearch.Find([texts.AnyMethod, texts.ConnectMethod, .. OfValues(demands)], budget);
    }

    private FoundText FindAuthority(ImmutableArray<Demand> demands) =>
        Check(DomainSample.Of(domain), demands) is FoundText.Text sample ? sample
            : TextSearch.Find([anyAuthority, .. OfValues(demands)], budget);

    private FoundText Check(string text, ImmutableArray<Demand> demands) =>
        TextSearch.Find([new(TextPattern.Exact(text, ignoresCase: false), IsWanted: true), .. OfValues(demands)], budget);

    private static IEnumerable<TextDemand> OfValues(IEnumerable<Demand> demands) =>
        demands.Select(demand => demand.Condition.OfValue(demand.IsWanted)).OfType<TextDemand>();

    // A port may follow, which is not looked at when hosts are compared.
    private static string AuthorityOf(string domain) => domain switch
    {
        "*" => "[a-z0-9.-]+(?::[0-9]{1,5})?",
        ['*', .. var suffix] => $"[a-z0-9.-]+{Quote(suffix)}(?::[0-9]{{1,5}})?",
        [.. var prefix, '*'] => $"{Quote(prefix)}[a-z0-9.-]+(?::[0-9]{{1,5}})?",
        _ => $"(?i){Quote(domain)}(?::[0-9]{{1,5}})?",
    };

    private static string Quote(string text) => string.Concat(text.Select(letter =>
        char.IsAsciiLetterOrDigit(letter) ? $"{letter}" : $"\\x{{{(int)letter:X}}}"));
}

using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using Envoy.Config.Core.V3;
using Envoy.Config.Route.V3;
using Envoy.Extensions.TransportSockets.Tls.V3;
using Envoy.Type.Matcher.V3;
using Envoy.Type.V3;
using GatewayPipeline.Compiler.Routing;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace GatewayPipeline.Compiler.Differences.Words;

/// <summary>
/// A message as the list of all that it sets: what two lists do not have in common is the whole difference. Items of a
/// list are told apart by their name or key where they have one, and else by their place.
/// </summary>
internal static class MessageLeaves
{
    private static readonly ImmutableArray<string> Keys = ["name", "key", "cluster", "path"];

    public static IEnumerable<Leaf> Of(IMessage message) => Of(message, "");

    /// <summary>All but what stands in some fields of the message itself.</summary>
    public static IEnumerable<Leaf> Without(IMessage message, params ImmutableArray<int> fields) =>
        message.Descriptor.Fields.InDeclarationOrder()
            .Where(field => !fields.Contains(field.FieldNumber))
            .SelectMany(field => OfField(message, field, ""));

    private static IEnumerable<Leaf> Of(IMessage message, string path)
    {
        if (Text(message) is { } text)
        {
            return [new(path, text)];
        }

        if (message is Any any)
        {
            return OfAny(any, path);
        }

        var leaves = message.Descriptor.Fields.InDeclarationOrder().SelectMany(field => OfField(message, field, path)).ToList();

        return leaves.Count > 0 ? leaves : path.Length == 0 ? [] : [new(path, "set")];
    }

    private static IEnumerable<Leaf> OfAny(Any any, string path)
    {
        var type = any.TypeUrl[(any.TypeUrl.LastIndexOf('/') + 1)..];
        var inner = EnvoyJson.Types.Find(type)?.Parser.ParseFrom(any.Value);

        return inner is null
            ? [new($"{path}.@type", type), new(path, Convert.ToHexStringLower(any.Value.Span))]
            : Of(inner, path).Prepend(new($"{path}.@type", type));
    }

    private static IEnumerable<Leaf> OfField(IMessage message, FieldDescriptor field, string path)
    {
        var value = field.Accessor.GetValue(message);
        var at = path.Length == 0 ? field.JsonName : $"{path}.{field.JsonName}";

        return value switch
        {
            IDictionary map => OfMap(map, at),
            IList list when field.FieldType is FieldType.Message => OfMessages(list, at),
            IList { Count: 0 } => [],
            IList list => [new(at, string.Join(", ", list.Cast<object>().Select(item => Scalar(item, field))))],
            _ when field.HasPresence && !field.Accessor.HasValue(message) => [],
            null => [],
            IMessage inner => Of(inner, at),
            _ when !field.HasPresence && IsDefault(value) => [],
            _ => [new(at, Scalar(value, field))],
        };
    }

    private static IEnumerable<Leaf> OfMap(IDictionary map, string path)
    {
        foreach (DictionaryEntry entry in map)
        {
            var at = $"{path}[{entry.Key}]";
            foreach (var leaf in entry.Value is IMessage inner ? Of(inner, at) : [new(at, $"{entry.Value}")])
            {
                yield return leaf;
            }
        }
    }

    private static IEnumerable<Leaf> OfMessages(IList list, string path)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (index, item) in list.Cast<IMessage>().Index())
        {
            var (field, name) = KeyOf(item);
            var key = name ?? index.ToString(CultureInfo.InvariantCulture);
            seen[key] = seen.GetValueOrDefault(key) + 1;
            var at = seen[key] == 1 ? $"{path}[{key}]" : $"{path}[{key}#{seen[key]}]";
            var leaves = Of(item, at).ToList();

            // The key stands in the path already.
            foreach (var leaf in leaves.Where(leaf => leaves.Count == 1 || leaf.Path != $"{at}.{field}"))
            {
                yield return leaf;
            }
        }
    }

    private static (string? Field, string? Key) KeyOf(IMessage item)
    {
        if (item is HeaderValueOption or SdsSecretConfig)
        {
            return (null, (item as HeaderValueOption)?.Header?.Key);
        }

        foreach (var field in Keys.Select(item.Descriptor.FindFieldByName))
        {
            if (field is { FieldType: FieldType.String, IsRepeated: false }
                && field.Accessor.GetValue(item) is string { Length: > 0 } key)
            {
                return (field.JsonName, key);
            }
        }

        return (null, null);
    }

    // Small messages that read better as one value; null: the message is no such one.
    private static string? Text(IMessage message) => message switch
    {
        Duration duration => DurationText(duration),
        RegexMatcher matcher => matcher.Regex,
        StringMatcher { Custom: null } matcher => ConditionText.Of(matcher),
        HeaderMatcher matcher => ConditionText.Of(matcher),
        QueryParameterMatcher matcher => ConditionText.Of(matcher),
        FractionalPercent share => ShareText(share),
        RuntimeFractionalPercent { RuntimeKey: "", DefaultValue: { } share } => ShareText(share),
        SdsSecretConfig { SdsConfig.Ads: not null } secret => secret.Name,
        Percent percent => $"{percent.Value.ToString(CultureInfo.InvariantCulture)} %",
        Struct or Value or ListValue => JsonFormatter.Default.Format(message),
        SocketAddress { PortSpecifierCase: SocketAddress.PortSpecifierOneofCase.PortValue } socket =>
            $"{(socket.Address.Contains(':', StringComparison.Ordinal) ? $"[{socket.Address}]" : socket.Address)}:{socket.PortValue}",
        Address { SocketAddress: { } socket } => Text(socket),
        HeaderValueOption { Header: { RawValue.IsEmpty: true } header } option =>
            $"{(option.AppendAction is HeaderValueOption.Types.HeaderAppendAction.OverwriteIfExistsOrAdd ? "set" : "add")} {header.Value}",
        _ => null,
    };

    private static string DurationText(Duration duration)
    {
        var nanoseconds = duration.Nanos == 0 ? "" : $".{Math.Abs(duration.Nanos):D9}".TrimEnd('0');
        var sign = duration.Nanos < 0 && duration.Seconds == 0 ? "-" : "";

        return string.Create(CultureInfo.InvariantCulture, $"{sign}{duration.Seconds}{nanoseconds}s");
    }

    private static string ShareText(FractionalPercent share)
    {
        var percent = (decimal)share.Numerator * 100 / CompiledRoute.DenominatorOf(share);

        return string.Create(CultureInfo.InvariantCulture, $"{percent:0.####} %");
    }

    private static string Scalar(object value, FieldDescriptor field) => value switch
    {
        bool flag => flag ? "true" : "false",
        ByteString bytes => Convert.ToHexStringLower(bytes.Span),
        System.Enum name => field.EnumType.FindValueByNumber(Convert.ToInt32(name, CultureInfo.InvariantCulture))?.Name ?? $"{name}",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static bool IsDefault(object value) => value switch
    {
        string text => text.Length == 0,
        ByteString bytes => bytes.IsEmpty,
        bool flag => !flag,
        System.Enum name => Convert.ToInt64(name, CultureInfo.InvariantCulture) == 0,
        IConvertible number => number.ToDouble(CultureInfo.InvariantCulture) == 0,
        _ => false,
    };
}

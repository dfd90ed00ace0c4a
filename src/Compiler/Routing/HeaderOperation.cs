using System.Collections.Immutable;
using Envoy.Config.Core.V3;
using Google.Protobuf.Collections;
using static Envoy.Config.Core.V3.HeaderValueOption.Types;

namespace GatewayPipeline.Compiler.Routing;

/// <summary>What is done with a header.</summary>
public enum HeaderAction
{
    Remove,
    Append,
    AddIfAbsent,
    Overwrite,
    OverwriteIfPresent,
}

/// <summary>
/// One change of the headers. <paramref name="Value"/> is Envoy's format: <c>%REQ(X)%</c> is a command, <c>%%</c> a
/// percent sign.
/// <paramref name="KeepEmpty"/>: the header is set even if the value comes out empty.
/// </summary>
public sealed record HeaderOperation(HeaderAction Action, string Name, string Value, bool KeepEmpty)
{
    /// <summary>
    /// Carries operations out in order. <paramref name="command"/> answers what stands between two percent signs.
    /// </summary>
    public static void Apply(
        IEnumerable<HeaderOperation> operations, List<HeaderField> headers, Func<string, string> command)
    {
        foreach (var operation in operations)
        {
            operation.Apply(headers, command);
        }
    }

    /// <summary>
    /// Removals first, then additions: so Envoy reads one level (route, virtual host, whole configuration).
    /// </summary>
    internal static ImmutableArray<HeaderOperation> Of(
        RepeatedField<HeaderValueOption> add, RepeatedField<string> remove) =>
    [
        .. remove.Select(name => new HeaderOperation(HeaderAction.Remove, name, "", KeepEmpty: false)),
        .. add.Select(option =>
            new HeaderOperation(ActionOf(option), option.Header.Key, ValueOf(option.Header), option.KeepEmptyValue)),
    ];

    private static string ValueOf(HeaderValue header) =>
        header.RawValue.IsEmpty ? header.Value : header.RawValue.ToStringUtf8();

#pragma warning disable CS0612 // The old field still decides when it is set.
    private static HeaderAction ActionOf(HeaderValueOption option) => option.Append switch
    {
        true => HeaderAction.Append,
        false => HeaderAction.Overwrite,
        null => option.AppendAction switch
        {
            HeaderAppendAction.AddIfAbsent => HeaderAction.AddIfAbsent,
            HeaderAppendAction.OverwriteIfExistsOrAdd => HeaderAction.Overwrite,
            HeaderAppendAction.OverwriteIfExists => HeaderAction.OverwriteIfPresent,
            _ => HeaderAction.Append,
        },
    };
#pragma warning restore CS0612

    private void Apply(List<HeaderField> headers, Func<string, string> command)
    {
        var present = headers.FindIndex(Is);
        if (Action is HeaderAction.Remove)
        {
            headers.RemoveAll(Is);
            return;
        }

        var value = Expand(Value, command);
        if ((value.Length == 0 && !KeepEmpty)
            || (Action is HeaderAction.AddIfAbsent && present >= 0)
            || (Action is HeaderAction.OverwriteIfPresent && present < 0))
        {
            return;
        }

        if (Action is HeaderAction.Overwrite or HeaderAction.OverwriteIfPresent)
        {
            headers.RemoveAll(Is);
        }

        headers.Add(new(Name, value));
    }

    private bool Is(HeaderField field) => string.Equals(field.Name, Name, StringComparison.OrdinalIgnoreCase);

    private static string Expand(string format, Func<string, string> command)
    {
        if (!format.Contains('%', StringComparison.Ordinal))
        {
            return format;
        }

        // Every second piece stands between two percent signs; an empty one there is a percent sign.
        return string.Concat(format.Split('%').Select((piece, index) =>
            index % 2 == 0 ? piece : piece.Length == 0 ? "%" : command(piece)));
    }
}

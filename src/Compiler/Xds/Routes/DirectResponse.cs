using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Text;
using Google.Protobuf;

namespace GatewayPipeline.Compiler.Xds.Routes;

/// <summary>The gateway's own answer: <c>directResponse</c>.</summary>
internal sealed class DirectResponse : IRouteFeature
{
    /// <summary>The largest body that a route configuration of ours allows, in bytes.</summary>
    public const int MaxBodyBytes = 1024 * 1024;

    public ImmutableArray<string> Fields { get; } = ["directResponse.status", "directResponse.body.string", "directResponse.body.bytes"];

    public void Check(Fields rule, DiagnosticBag diagnostics)
    {
        if (rule.Object("directResponse") is not { } response)
        {
            return;
        }

        if (response.Integer("status") is { } status and not (>= 200 and <= 600))
        {
            diagnostics.Add(ValueRules.ResponseStatus.At(response.SpanOf("status"), $"{status}")
                .WithHelp("use a status from 200 to 599"));
        }

        if (response.Object("body") is { } body)
        {
            CheckBody(body, response.SpanOf("body"), diagnostics);
        }
    }

    public void Write(Ir.Route route, RouteV3.Route target)
    {
        if (route.Action is Ir.RouteAction.DirectResponse { Fields: var response })
        {
            target.DirectResponse = ToAction(response);
        }
    }

    // Of both, Istio takes the bytes.
    private static void CheckBody(Fields body, SourceSpan place, DiagnosticBag diagnostics)
    {
        if (body.Has("string") && body.Has("bytes"))
        {
            diagnostics.Add(ValueRules.SeveralForms.At(body.KeySpanOf("string"), "string, bytes").WithHelp("keep one of them"));
        }

        if (body.Scalar("bytes") is { Value.Length: > 0 } bytes && !IsBase64(bytes.Value))
        {
            diagnostics.Add(SchemaRules.WrongType.At(bytes.Span, "text in base64", "something else")
                .WithHelp("write plain text under body.string"));
        }

        if (ToBytes(body) is { } content && content.Length > MaxBodyBytes)
        {
            diagnostics.Add(ValueRules.BodyTooLarge.At(place, $"{content.Length}", $"{MaxBodyBytes}"));
        }
    }

    private static RouteV3.DirectResponseAction ToAction(Fields response)
    {
        var action = new RouteV3.DirectResponseAction { Status = (uint)Math.Clamp(response.Integer("status") ?? 0, 0, uint.MaxValue) };
        var body = response.Object("body");
        if (body?.Text("string") is { } text && !(body?.Has("bytes") ?? false))
        {
            action.Body = new() { InlineString = text };
        }
        else if (ToBytes(body) is { } bytes)
        {
            action.Body = new() { InlineBytes = bytes };
        }

        return action;
    }

    private static bool IsBase64(string text) => Convert.TryFromBase64String(text, new byte[text.Length], out _);

    private static ByteString? ToBytes(Fields? body)
    {
        if (body?.Text("string") is { } text && !(body?.Has("bytes") ?? false))
        {
            return ByteString.CopyFromUtf8(text);
        }

        var encoded = body?.Text("bytes") ?? "";
        var buffer = new byte[encoded.Length];

        return encoded.Length > 0 && Convert.TryFromBase64String(encoded, buffer, out var length)
            ? ByteString.CopyFrom(buffer, 0, length)
            : null;
    }
}

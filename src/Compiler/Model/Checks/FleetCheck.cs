using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model.Fleets;
using GatewayPipeline.Compiler.Syntax;

namespace GatewayPipeline.Compiler.Model.Checks;

/// <summary>What a Fleet alone tells: names, ports and versions that can be.</summary>
internal static class FleetCheck
{
    /// <summary>The minor versions of Envoy 1 that bundles are made for.</summary>
    public const int OldestEnvoy = 36;

    public const int NewestEnvoy = 40;

    public static void Check(ManifestObject source, DiagnosticBag diagnostics)
    {
        var spec = source.Spec;
        CheckChannel(source, diagnostics);
        CheckEnvoy(spec, diagnostics);
        CheckPorts(spec, diagnostics);
        CheckDelivery(spec, diagnostics);
        CheckRollout(spec, diagnostics);
        CheckLocality(spec, diagnostics);
        CheckUpstreams(spec, diagnostics);
        foreach (var name in (ImmutableArray<string>)["namespace", "rootNamespace"])
        {
            CheckNamespace(spec.Scalar(name), diagnostics);
        }

        foreach (var space in spec.Texts("namespaces"))
        {
            CheckNamespace(space, diagnostics);
        }

        LabelCheck.CheckLabels(spec, "labels", diagnostics);
        if (spec.Scalar("domain") is { } domain)
        {
            NameCheck.CheckFullHost(domain, diagnostics);
        }
    }

    private static void CheckChannel(ManifestObject source, DiagnosticBag diagnostics)
    {
        var written = source.Spec.Scalar("channel");
        var (channel, place) = written is null ? (source.Name, source.NameSpan) : (written.Value, written.Span);
        if (!StoreLayout.IsChannelName(channel))
        {
            diagnostics.Add(FleetRules.BadValue
                .At(place, channel, "cannot be a channel: lower-case letters, digits, '.', '_' and '-' make a name")
                .WithHelp(written is null ? "a Fleet without 'channel' publishes to a channel of its own name" : null));
        }
    }

    private static void CheckEnvoy(Fields spec, DiagnosticBag diagnostics)
    {
        if (spec.Scalar("envoyVersion") is { } envoy
            && !(envoy.Value.Split('.') is ["1", var minor]
                && int.TryParse(minor, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number is >= OldestEnvoy and <= NewestEnvoy))
        {
            diagnostics.Add(FleetRules.BadValue.At(envoy.Span, envoy.Value, "is no Envoy that bundles are made for")
                .WithHelp($"write \"1.{OldestEnvoy}\" to \"1.{NewestEnvoy}\": the oldest among the Fleet's gateways"));
        }
    }

    private static void CheckPorts(Fields spec, DiagnosticBag diagnostics)
    {
        var ports = spec.Map("ports");
        foreach (var port in ports.Where(port => !FleetReader.IsPort(port.Key.Value)))
        {
            diagnostics.Add(FleetRules.BadValue.At(port.Key.Span, port.Key.Value, "is no port of a server")
                .WithHelp("write the port of a server, and behind it the port to open: 80: 8080"));
        }

        var taken = new Dictionary<string, EntrySyntax>(StringComparer.Ordinal);
        foreach (var port in ports)
        {
            if (port.Value is ScalarSyntax opened && !taken.TryAdd(opened.Value, port))
            {
                diagnostics.Add(FleetRules.BadValue.At(opened.Span, opened.Value, "is opened twice")
                    .Also(taken[opened.Value].Value.Span, "for this server already"));
            }
        }
    }

    private static void CheckDelivery(Fields spec, DiagnosticBag diagnostics)
    {
        if (spec.Scalar("delivery") is { Value: "files" } delivery)
        {
            diagnostics.Add(ValueRules.NotHandledYet.At(delivery.Span, "delivery by files")
                .WithHelp("leave it out: the agent gives Envoy its configuration over ADS"));
        }
    }

    private static void CheckRollout(Fields spec, DiagnosticBag diagnostics)
    {
        if (spec.Object("rollout") is { } rollout && RolloutReader.Read(rollout).Objection is { } objection)
        {
            diagnostics.Add(FleetRules.BadValue.At(spec.KeySpanOf("rollout"), "rollout", $"is no plan: {objection}")
                .WithHelp("write a preset, or stages whose percentages rise to 100"));
        }
    }

    private static void CheckLocality(Fields spec, DiagnosticBag diagnostics)
    {
        if (spec.Scalar("locality") is { } locality
            && (locality.Value.Contains('*', StringComparison.Ordinal)
                || locality.Value.Split('/') is not { Length: <= 3 } parts || parts.Any(string.IsNullOrEmpty)))
        {
            diagnostics.Add(FleetRules.BadValue.At(locality.Span, locality.Value, "is no place where gateways run")
                .WithHelp("write region, region/zone or region/zone/subzone"));
        }
    }

    private static void CheckUpstreams(Fields spec, DiagnosticBag diagnostics)
    {
        foreach (var upstream in spec.Texts("allowedUpstreams"))
        {
            if (upstream.Value.Contains('/', StringComparison.Ordinal)
                && !upstream.Value.StartsWith("unix://", StringComparison.Ordinal)
                && !IPNetwork.TryParse(upstream.Value, out _))
            {
                diagnostics.Add(FleetRules.BadValue.At(upstream.Span, upstream.Value, "is no upstream")
                    .WithHelp("write an address, a network such as 127.0.0.0/8, a name, or unix:// and a path"));
            }
        }
    }

    private static void CheckNamespace(ScalarSyntax? space, DiagnosticBag diagnostics)
    {
        if (space is not null)
        {
            NameCheck.CheckLabel(space.Value, "a namespace", space.Span, diagnostics);
        }
    }
}

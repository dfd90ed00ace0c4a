using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Model.Services;

namespace GatewayPipeline.Compiler.Ir;

/// <summary>
/// Finds the cluster that a destination means, and keeps the clusters that were asked for. A destination that leads
/// nowhere still gets its name, since Istio's gateways answer 503 for it; whether that is an error is the profile's.
/// </summary>
internal sealed class DestinationResolver(GatewayModel model, DiagnosticBag diagnostics)
{
    private readonly Dictionary<string, Cluster> clusters = new(StringComparer.Ordinal);

    public ImmutableArray<Cluster> Clusters =>
        [.. clusters.Values.OrderBy(cluster => cluster.Name, StringComparer.Ordinal)];

    public ClusterReference Resolve(ManifestObject source, Fields destination, int serverPort)
    {
        var written = destination.Text("host") ?? "";
        var host = HostName.Qualify(written, source.Namespace, model.Fleet.Domain);
        var subset = destination.Text("subset") ?? "";
        var known = model.Services.Find(host, source.Namespace);
        var number = PortNumber(destination, known, serverPort);
        var service = known is null ? null : model.Services.Behind(known, source.Namespace);
        host = service?.Host ?? known?.Alias ?? host;
        var name = $"outbound|{number}|{subset}|{host}";

        if (service is null)
        {
            // A host that is not there at all has its finding already.
            if (written is not "")
            {
                ReportUnknownHost(destination, host, source.Namespace);
            }
        }
        else
        {
            CheckPort(destination, service, number);
            if (service.FindPort(number) is { } port && !clusters.ContainsKey(name)
                && FindSubset(destination, service, subset) is { Found: true } found)
            {
                clusters[name] = ToCluster(name, service, port, found.Subset, found.Rule, destination);
            }
        }

        return new(name, host, number) { Hash = FindHash(destination, service, subset) };
    }

    // The nearest hash counts: of the subset's port, of the subset, of the port, of the host. Only a port that the
    // destination names brings the settings of ports in.
    private Fields? FindHash(Fields destination, Service? service, string subset)
    {
        if (service is null || model.DestinationRules.Find(service.Host, service.Source.Namespace) is not { } rule)
        {
            return null;
        }

        var port = (int)Math.Clamp(destination.Object("port")?.Integer("number") ?? 0, 0, ushort.MaxValue);

        return HashOf(rule.FindSubset(subset)?.TrafficPolicy, port) ?? HashOf(rule.TrafficPolicy, port);
    }

    private static Fields? HashOf(Fields? policy, int port) => policy is { } written
        ? HashOf(PortPolicy.Of(written, port).OfPort) ?? HashOf(written)
        : null;

    private static Fields? HashOf(Fields? policy) => policy?.Object("loadBalancer")?.Object("consistentHash");

    private void CheckPort(Fields destination, Service service, int number)
    {
        var isNamed = (destination.Object("port")?.Integer("number") ?? 0) is not 0;
        var isKnown = service.FindPort(number) is not null;
        if (isKnown && (isNamed || service.Ports is [_]))
        {
            return;
        }

        var finding = isKnown ? AnalysisRules.PortGuessed.At(destination.SpanOf("host"), service.Host, $"{number}")
            : isNamed || service.Ports is [] or [_] ? BindingRules.UnknownPort.At(destination.SpanOf("port"), service.Host, $"{number}")
            : BindingRules.PortNotNamed.At(destination.SpanOf("host"), service.Host, $"{number}");
        diagnostics.Add(finding
            .Also(service.Source.NameSpan, $"ports: {string.Join(", ", service.Ports.Select(known => known.Number))}")
            .WithHelp("name one of its ports under destination.port.number"));
    }

    private static int PortNumber(Fields destination, Service? service, int serverPort) =>
        destination.Object("port")?.Integer("number") is { } number && number is not 0
            ? (int)Math.Clamp(number, 0, ushort.MaxValue)
        : service?.Ports is [var only] ? only.Number
        : serverPort;

    private (bool Found, Subset? Subset, DestinationRule? Rule) FindSubset(Fields destination, Service service, string name)
    {
        var rule = model.DestinationRules.Find(service.Host, service.Source.Namespace);
        if (name is "")
        {
            return (true, null, rule);
        }

        if (rule?.FindSubset(name) is { } subset)
        {
            return (true, subset, rule);
        }

        var missing = BindingRules.UnknownSubset.At(destination.SpanOf("subset"), service.Host, name);
        diagnostics.Add(rule is null
            ? missing.WithHelp($"add a DestinationRule for the host with a subset '{name}'")
            : missing.Also(rule.Source.NameSpan, "the DestinationRule that counts for this gateway")
                .WithHelp(Spelling.Advice(name, rule.Subsets.Select(known => known.Name))));

        return (false, null, rule);
    }

    private Cluster ToCluster(string name, Service service, ServicePort port, Subset? subset, DestinationRule? rule, Fields destination)
    {
        var endpoints = service.Endpoints.Where(endpoint => endpoint.ServicePort == port.Number);
        if (subset is not null && !(service.LacksEndpoints && service.Resolution is Resolution.Dns))
        {
            endpoints = endpoints.Where(endpoint => subset.Labels.All(label => endpoint.Labels.TryGetValue(label.Key, out var value) && value == label.Value));
        }
        else if (subset is not null)
        {
            diagnostics.Add(AnalysisRules.SubsetWithoutEndpoints
                .At(destination.SpanOf("subset"), subset.Name, service.Host)
                .Also(service.Source.NameSpan, "this Service has no EndpointSlice and selects no WorkloadEntry")
                .WithHelp("add WorkloadEntries with the subset's labels, or leave the subset out"));
        }

        return new()
        {
            Name = name,
            Service = service,
            Port = port,
            Subset = subset,
            Rule = rule,
            Fleet = model.Fleet,
            Mesh = model.Mesh,
            Endpoints = [.. endpoints],
            Profile = diagnostics.Profile,
            Policies =
            [
                .. new[] { subset?.TrafficPolicy, rule?.TrafficPolicy }.OfType<Fields>().Select(policy => PortPolicy.Of(policy, port.Number)),
            ],
        };
    }

    private void ReportUnknownHost(Fields destination, string host, string @namespace)
    {
        if (model.Services.FindHidden(host, @namespace) is { } hidden)
        {
            diagnostics.Add(BindingRules.HiddenHost.At(destination.SpanOf("host"), host, model.Fleet.Namespace)
                .Also(hidden.ExportToSpan, "it is exported to these namespaces alone")
                .WithHelp($"add '{model.Fleet.Namespace}' to them"));
            return;
        }

        diagnostics.Add(BindingRules.UnknownHost
            .At(destination.SpanOf("host"), host)
            .WithHelp(model.Services.Advice(host, model.Fleet.Domain)));
    }
}

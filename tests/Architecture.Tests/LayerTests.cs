using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace GatewayPipeline.Architecture.Tests;

/// <summary>Layers are projects, and arrows only go down. This table is the one home of who may know whom.</summary>
public sealed partial class LayerTests
{
    /// <summary>What a project may refer to: projects of ours, and packages or shared frameworks of others.</summary>
    private sealed record Layer(string[] Projects, string[] Packages);

    private static readonly Dictionary<string, Layer> Allowed = new()
    {
        ["Bundles"] = new([], []),
        ["Discovery"] = new([], ["Google.Protobuf", "Grpc.Core.Api", "Grpc.Tools"]),
        ["EnvoyApi"] = new([], ["Google.Protobuf", "Grpc.Tools"]),
        ["Compiler"] = new(["Bundles", "EnvoyApi"], ["Google.Protobuf", "YamlDotNet"]),
        ["Delivery"] = new(["Bundles", "Compiler", "EnvoyApi"], ["Azure.*", "LibGit2Sharp"]),
        ["Preview"] = new(["Bundles", "Compiler", "Discovery", "EnvoyApi"],
            ["Google.Protobuf", "Grpc.Net.Client", "Microsoft.AspNetCore.App", "Yarp.ReverseProxy"]),
        ["LocalCloud"] = new([], ["Azure.Storage.*", "Microsoft.AspNetCore.App", "NCrontab.Signed"]),
        ["Agent"] = new(["Bundles", "Discovery"],
            ["Grpc.AspNetCore.Server", "Microsoft.AspNetCore.App", "System.CommandLine"]),
        ["Functions"] = new(["Bundles", "Compiler", "Delivery"],
            ["Microsoft.AspNetCore.App", "OpenTelemetry", "OpenTelemetry.Exporter.OpenTelemetryProtocol"]),
        ["Cli"] = new(["Bundles", "Compiler", "Delivery", "EnvoyApi", "LocalCloud", "Preview"],
            ["Google.Protobuf", "Microsoft.AspNetCore.App", "Spectre.Console", "System.CommandLine"]),
    };

    /// <summary>Heads that another head starts as programs: built before it, laid beside it, not referenced.</summary>
    private static readonly Dictionary<string, string[]> Started = new() { ["Cli"] = ["Agent", "Functions"] };

    /// <summary>First words of namespaces that code may name only where the package behind them is allowed.</summary>
    private static readonly Dictionary<string, string[]> ForeignNamespaces = new()
    {
        ["Azure"] = ["Delivery", "LocalCloud"],
        ["Envoy"] = ["EnvoyApi", "Compiler", "Preview", "Cli"],
        ["Google.Protobuf"] = ["EnvoyApi", "Discovery", "Compiler", "Preview", "Cli", "Agent"],
        ["Grpc"] = ["Discovery", "Agent", "Preview"],
        ["LibGit2Sharp"] = ["Delivery"],
        ["Microsoft.AspNetCore"] = ["Agent", "Preview", "Cli", "Functions", "LocalCloud"],
        ["Microsoft.Extensions"] = ["Agent", "Preview", "Cli", "Functions", "LocalCloud"],
        ["OpenTelemetry"] = ["Functions"],
        ["Spectre.Console"] = ["Cli"],
        ["System.CommandLine"] = ["Cli", "Agent"],
        ["Yarp"] = ["Preview"],
        ["YamlDotNet"] = ["Compiler"],
    };

    public static TheoryData<string> Projects => [.. ProjectFiles().Select(Name)];

    [Fact]
    public void Every_project_has_its_place_in_the_table() =>
        Repository.AssertNone(
            "Give each project a line in LayerTests.Allowed:", ProjectFiles().Select(Name).Except(Allowed.Keys));

    [Theory]
    [MemberData(nameof(Projects))]
    public void Projects_refer_only_downwards(string project)
    {
        var references = XDocument.Parse(Repository.Read(File(project))).Descendants("ProjectReference")
            .ToLookup(
                reference => (string?)reference.Attribute("ReferenceOutputAssembly") is "false",
                reference => Name((string?)reference.Attribute("Include") ?? ""));

        Repository.AssertNone($"{project} must not refer to:", references[false].Except(Allowed[project].Projects));
        Repository.AssertNone(
            $"{project} must not start:", references[true].Except(Started.GetValueOrDefault(project) ?? []));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Projects_refer_only_to_packages_of_their_layer(string project)
    {
        var document = XDocument.Parse(Repository.Read(File(project)));
        string[] framework =
            (string?)document.Root?.Attribute("Sdk") is "Microsoft.NET.Sdk.Web" ? ["Microsoft.AspNetCore.App"] : [];
        var packages = document.Descendants()
            .Where(element => element.Name.LocalName is "PackageReference" or "FrameworkReference")
            .Select(element => (string?)element.Attribute("Include") ?? "")
            .Concat(framework);

        Repository.AssertNone(
            $"{project} must not refer to the package:",
            packages.Where(package => !Allowed[project].Packages.Any(allowed => Matches(package, allowed))));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Code_names_only_namespaces_of_lower_layers(string project)
    {
        string[] own = [project, .. Allowed[project].Projects];
        var upwards = string.Join('|', Allowed.Keys.Except(own));

        Repository.AssertNone(
            $"{project} must not name what lies above or beside it:",
            CodeOf(project).SelectMany(path => Source.Names(path)
                .Where(name => Regex.IsMatch(name.Text, $@"^GatewayPipeline\.({upwards})\b"))
                .Select(name => $"{path}:{name.Line}: {name.Text}")));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Code_names_only_foreign_namespaces_of_its_layer(string project)
    {
        var forbidden = string.Join('|', ForeignNamespaces
            .Where(entry => !entry.Value.Contains(project))
            .Select(entry => Regex.Escape(entry.Key)));

        Repository.AssertNone(
            $"{project} must not name:",
            CodeOf(project).SelectMany(path => Source.Names(path)
                .Where(name => Regex.IsMatch(name.Text, $@"^({forbidden})\.[A-Z]"))
                .Select(name => $"{path}:{name.Line}: {name.Text}")));
    }

    private static IEnumerable<string> ProjectFiles() => Repository.Files.Where(path => ProjectPath().IsMatch(path));

    private static IEnumerable<string> CodeOf(string project) =>
        Repository.Code((Path.GetDirectoryName(File(project)) ?? "").Replace('\\', '/') + "/");

    private static string File(string project) => ProjectFiles().Single(path => Name(path) == project);

    private static string Name(string path) =>
        Path.GetFileNameWithoutExtension(path).Replace("GatewayPipeline.", "", StringComparison.Ordinal);

    private static bool Matches(string package, string allowed) =>
        allowed is [.. var stem, '*'] ? package.StartsWith(stem, StringComparison.Ordinal) : package == allowed;

    [GeneratedRegex(@"^(src/[^/]+|functions)/[^/]+\.csproj$")]
    private static partial Regex ProjectPath();
}

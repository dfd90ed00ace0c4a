using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace GatewayPipeline.Architecture.Tests;

/// <summary>THIRD-PARTY-NOTICES.md lists what the lock files hold, with the licence that each package states.</summary>
public sealed class NoticeTests
{
    private sealed record Package(string Name, string Version);

    // References of projects in src/ that leave nothing in a program, but for the runtime, of which the notices speak.
    private static readonly string[] BuildOnly =
    [
        "Grpc.Tools",
        "Microsoft.CodeAnalysis.BannedApiAnalyzers",
        "Microsoft.DotNet.ILCompiler",
        "Microsoft.NET.ILLink.Tasks",
        "runtime.linux-arm64.Microsoft.DotNet.ILCompiler",
        "runtime.linux-x64.Microsoft.DotNet.ILCompiler",
    ];

    private static Dictionary<string, string> Shipped => Table("## Packages in our programs");

    private static Dictionary<string, string> BuildOrTest => Table("## Packages that only build or test");

    [Fact]
    public void Every_package_in_our_programs_is_named() =>
        Assert.Equal(
            Locked("src/").Concat(Locked("functions/")).Select(package => package.Name).Except(BuildOnly)
                .Order(StringComparer.Ordinal),
            Shipped.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Every_package_that_builds_or_tests_is_named()
    {
        var central = XDocument.Parse(Repository.Read("Directory.Packages.props")).Descendants()
            .Where(element => element.Name.LocalName is "PackageVersion" or "GlobalPackageReference")
            .Select(element => (string?)element.Attribute("Include") ?? "");

        Assert.Equal(
            central.Concat(BuildOnly).Distinct().Except(Shipped.Keys).Order(StringComparer.Ordinal),
            BuildOrTest.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Licences_are_those_that_the_packages_state()
    {
        Dictionary<string, string> named = new(Shipped.Concat(BuildOrTest));
        var packages = Locked("").Where(package => named.ContainsKey(package.Name)).ToArray();

        Assert.NotEmpty(packages);
        Assert.All(packages, package => Assert.Equal(Stated(package), named[package.Name]));
    }

    /// <summary>First and second column of the table below a heading.</summary>
    private static Dictionary<string, string> Table(string heading) =>
        Repository.Read("THIRD-PARTY-NOTICES.md").Split('\n')
            .SkipWhile(line => line != heading).Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith('|'))
            .Skip(2)
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .ToDictionary(cells => cells[1], cells => cells[2]);

    private static Package[] Locked(string folder) =>
    [
        .. Repository.Files
            .Where(path => path.StartsWith(folder, StringComparison.Ordinal))
            .Where(path => Path.GetFileName(path) is "packages.lock.json")
            .Select(path => JsonDocument.Parse(Repository.Read(path)).RootElement.GetProperty("dependencies"))
            .SelectMany(dependencies => dependencies.EnumerateObject())
            .SelectMany(framework => framework.Value.EnumerateObject())
            .Where(entry => entry.Value.TryGetProperty("resolved", out _))
            .Select(entry => new Package(entry.Name, entry.Value.GetProperty("resolved").GetString() ?? ""))
            .Distinct(),
    ];

    private static string Stated(Package package)
    {
        var id = package.Name.ToLowerInvariant();
        var folder = Path.Combine(PackageFolder, id, package.Version);
        var licence = XDocument.Load(Path.Combine(folder, $"{id}.nuspec")).Descendants()
            .First(element => element.Name.LocalName is "license");

        return (string?)licence.Attribute("type") is "file"
            ? Recognized(File.ReadAllText(Path.Combine(folder, licence.Value)))
            : licence.Value;
    }

    private const string LibGit2 =
        @"\A\s*libgit2 is Copyright .*LINKING EXCEPTION.*GENERAL PUBLIC LICENSE\s+Version 2,";

    private static string Recognized(string text) =>
        Regex.IsMatch(text, @"\A\s*Apache License\s+Version 2\.0, January 2004") ? "Apache-2.0"
        : Regex.IsMatch(text, @"\A\s*The MIT License\s") ? "MIT"
        : Regex.IsMatch(text, LibGit2, RegexOptions.Singleline)
            ? "GPL-2.0-only WITH GCC-exception-2.0"
        : text;

    // Restored packages were just compiled against, so their folder is there.
    private static string PackageFolder =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
}

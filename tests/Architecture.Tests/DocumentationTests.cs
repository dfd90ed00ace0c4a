using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GatewayPipeline.Architecture.Tests;

/// <summary>What documents name exists, and where they point there is something.</summary>
public sealed partial class DocumentationTests
{
    private const string Architecture = "docs/architecture.md";
    private const string Coming = "## What comes next";

    [Fact]
    public void What_the_architecture_names_exists()
    {
        var types = Repository.Code("src/").Concat(Repository.Code("functions/"))
            .SelectMany(path => Source.Tree(path).DescendantNodes().OfType<BaseTypeDeclarationSyntax>())
            .Select(type => type.Identifier.Text)
            .Append("Program")
            .ToHashSet(StringComparer.Ordinal);

        Repository.AssertNone(
            $"{Architecture} names in backticks what is not there:",
            InlineCode(Section(before: true))
                .Where(name => IsPath(name) ? !Exists(name) : IsType(name) && !types.Contains(name)));
    }

    [Fact]
    public void What_the_architecture_announces_is_still_to_come() =>
        Repository.AssertNone(
            $"Now that they are there, draw them where they belong in {Architecture}:",
            InlineCode(Section(before: false)).Where(name => IsPath(name) && Exists(name)));

    [Fact]
    public void Links_lead_somewhere() =>
        Repository.AssertNone(
            "Links that lead nowhere:",
            from document in Repository.Markdown
            from match in LinkTarget().Matches(WithoutCode(Repository.Read(document)))
            let link = match.Groups["target"].Value
            where !link.Contains("://", StringComparison.Ordinal)
            where !Leads(document, link)
            select $"{document}: {link}");

    private static bool Leads(string document, string link)
    {
        var parts = link.Split('#', 2);
        var target = parts[0] is "" ? document : Within(Path.GetDirectoryName(document) ?? "", parts[0]);
        if (!Exists(target))
        {
            return false;
        }

        return parts is [_] || Repository.Read(target).Split('\n')
            .Where(line => line.StartsWith('#'))
            .Select(line => Anchor(line.TrimStart('#').Trim()))
            .Contains(parts[1]);
    }

    // As the repository's hosts make anchors of headings.
    private static string Anchor(string heading) =>
        NotInAnchor().Replace(heading.ToLowerInvariant(), "").Replace(' ', '-');

    private static string Within(string folder, string path) =>
        Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(folder, path), Repository.Root));

    private static bool Exists(string path)
    {
        var name = path.TrimEnd('/');

        return Repository.Files.Any(file => file == name || file.StartsWith(name + '/', StringComparison.Ordinal));
    }

    private static string Section(bool before)
    {
        var parts = Repository.Read(Architecture).Split(Coming);
        Assert.Equal(2, parts.Length);

        return parts[before ? 0 : 1];
    }

    private static IEnumerable<string> InlineCode(string text) =>
        Inline().Matches(Fenced().Replace(text, "")).Select(match => match.Groups["code"].Value);

    private static string WithoutCode(string text) => Inline().Replace(Fenced().Replace(text, ""), "");

    private static bool IsPath(string name) =>
        name.Contains('/', StringComparison.Ordinal) && !name.Contains(' ', StringComparison.Ordinal);

    private static bool IsType(string name) => TypeName().IsMatch(name);

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fenced();

    [GeneratedRegex("`(?<code>[^`\n]+)`")]
    private static partial Regex Inline();

    [GeneratedRegex(@"(\]\((?<target>[^)\s]+)\))|((src|srcset|href)=""(?<target>[^""]+)"")")]
    private static partial Regex LinkTarget();

    [GeneratedRegex("^[A-Z][A-Za-z0-9]+$")]
    private static partial Regex TypeName();

    [GeneratedRegex("[^a-z0-9 _-]")]
    private static partial Regex NotInAnchor();
}

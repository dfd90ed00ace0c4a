using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GatewayPipeline.Architecture.Tests;

/// <summary>Promises about words: what code must not say, and what no file may carry.</summary>
public sealed partial class WordingTests
{
    // The one file that has to spell what the others must not.
    private const string Here = "tests/Architecture.Tests/WordingTests.cs";

    [Fact]
    public void Source_never_overrules_the_null_analysis() =>
        Repository.AssertNone(
            "Ask or restructure instead of writing `!`:",
            from path in Repository.Code("src/")
            from node in Source.Tree(path).DescendantNodes()
            where node.IsKind(SyntaxKind.SuppressNullableWarningExpression)
            select $"{path}:{Source.Line(node)}: {node}");

    [Fact]
    public void Types_have_names_that_say_what_they_are_for() =>
        Repository.AssertNone(
            "Name a type after what it does; an extension class after the type that it extends:",
            from path in Repository.Code("src/").Concat(Repository.Code("tests/"))
            from type in Source.Tree(path).DescendantNodes().OfType<BaseTypeDeclarationSyntax>()
            where EmptyName().IsMatch(type.Identifier.Text)
            select $"{path}:{Source.Line(type)}: {type.Identifier.Text}");

    [Fact]
    public void Nothing_is_left_open_in_the_code() =>
        Repository.AssertNone(
            "Do it, or leave it out:",
            from path in Repository.TextFiles
            where path.EndsWith(".cs", StringComparison.Ordinal) && path != Here
            from line in Repository.Read(path).Split('\n').Index()
            where LeftOpen().IsMatch(line.Item)
            select $"{path}:{line.Index + 1}: {line.Item.Trim()}");

    [Fact]
    public void No_file_knows_the_machine_it_was_written_on() =>
        Repository.AssertNone(
            "Paths of one machine and hosts of package registries have no place in the repository:",
            from path in Repository.TextFiles
            where path != Here
            from line in Repository.Read(path).Split('\n').Index()
            where MachineOrRegistry().IsMatch(line.Item)
            select $"{path}:{line.Index + 1}: {line.Item.Trim()}");

    [GeneratedRegex("(Utils?|Utilities|Helpers?|Common|Manager|Base)$")]
    private static partial Regex EmptyName();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b|NotImplementedException")]
    private static partial Regex LeftOpen();

    [GeneratedRegex(@"(?<![\w.])/(root|home/\w+|Users/\w+|work|builds)/|[A-Z]:\\Users\\" +
        @"|api\.nuget\.org|registry\.(npmjs|yarnpkg)\.|nuget\.pkg\.github|pkgs\.dev\.azure")]
    private static partial Regex MachineOrRegistry();
}

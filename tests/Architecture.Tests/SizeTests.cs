using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GatewayPipeline.Architecture.Tests;

/// <summary>Whoever reads a file should be able to hold it in the head.</summary>
public sealed class SizeTests
{
    private const int FileLines = 400;
    private const int MethodLines = 60;

    private static IEnumerable<string> Files => Repository.Code("");

    [Fact]
    public void Files_have_at_most_400_lines() =>
        Repository.AssertNone(
            $"Split what has more than {FileLines} lines, along its features:",
            Files.Select(path => (Path: path, Lines: Repository.Read(path).AsSpan().Count('\n')))
                .Where(file => file.Lines > FileLines)
                .Select(file => $"{file.Path}: {file.Lines} lines"));

    [Fact]
    public void Methods_have_at_most_60_lines() =>
        Repository.AssertNone(
            $"Split what has more than {MethodLines} lines, and name the parts:",
            from path in Files
            from node in Source.Tree(path).DescendantNodes()
            where node is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax
            where Source.Lines(node) > MethodLines
            select $"{path}:{Source.Line(node)}: {Source.Lines(node)} lines");
}

using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GatewayPipeline.Architecture.Tests;

/// <summary>C# files as syntax trees, each parsed once.</summary>
internal static class Source
{
    private static readonly CSharpParseOptions Options = new(LanguageVersion.Preview);

    private static readonly ConcurrentDictionary<string, SyntaxNode> Trees = new(StringComparer.Ordinal);

    /// <summary>A name in code and the line where it starts.</summary>
    internal readonly record struct Mention(string Text, int Line);

    public static SyntaxNode Tree(string path) =>
        Trees.GetOrAdd(path, static path => CSharpSyntaxTree.ParseText(Repository.Read(path), Options).GetRoot());

    /// <summary>Every name as it is written, whole: in usings, of types, of members reached through types.</summary>
    public static IEnumerable<Mention> Names(string path) =>
        Tree(path).DescendantNodes(node => !IsName(node))
            .Where(IsName)
            .Select(node => new Mention(Spelling(node), Line(node)));

    public static int Line(SyntaxNode node) => node.GetLocation().GetLineSpan().StartLinePosition.Line + 1;

    public static int Lines(SyntaxNode node)
    {
        var span = node.GetLocation().GetLineSpan();

        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }

    // A chain of plain names; with a call or a generic in it, its parts are looked at one by one.
    private static bool IsName(SyntaxNode node) => node switch
    {
        IdentifierNameSyntax => true,
        QualifiedNameSyntax => true,
        AliasQualifiedNameSyntax => true,
        MemberAccessExpressionSyntax access => IsName(access.Expression),
        _ => false,
    };

    private static string Spelling(SyntaxNode node)
    {
        var text = string.Concat(node.DescendantTokens().Select(token => token.Text));

        return text.StartsWith("global::", StringComparison.Ordinal) ? text["global::".Length..] : text;
    }
}

namespace GatewayPipeline.Compiler.Syntax;

/// <summary>What <see cref="SimpleYaml"/> works with, kept from one document of a file to the next.</summary>
internal sealed class ParserMemory
{
    public StringPool Strings { get; } = new();

    public OpenItems<SyntaxNode> Items { get; } = new();

    public OpenItems<EntrySyntax> Entries { get; } = new();

    /// <summary>Forgets what a document left open that was declined half-way.</summary>
    public void Close()
    {
        Items.Clear();
        Entries.Clear();
    }
}

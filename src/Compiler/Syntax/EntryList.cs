using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Syntax;

/// <summary>Entries of a mapping as they are read, no key twice.</summary>
internal sealed class EntryList
{
    private const int KeysComparedOneByOne = 16;

    private readonly ImmutableArray<EntrySyntax>.Builder entries = ImmutableArray.CreateBuilder<EntrySyntax>();
    private HashSet<string>? names;

    public SyntaxNode Last => entries[^1].Value;

    public bool TryAdd(ScalarSyntax key, SyntaxNode value)
    {
        if (IsTaken(key.Value))
        {
            return false;
        }

        entries.Add(new(key, value));

        return true;
    }

    public ImmutableArray<EntrySyntax> ToImmutable() => entries.DrainToImmutable();

    // Almost every mapping has few keys, and those are compared one by one.
    private bool IsTaken(string name)
    {
        if (entries.Count >= KeysComparedOneByOne)
        {
            names ??= entries.Select(entry => entry.Key.Value).ToHashSet(StringComparer.Ordinal);

            return !names.Add(name);
        }

        foreach (var entry in entries)
        {
            if (entry.Key.Value == name)
            {
                return true;
            }
        }

        return false;
    }
}

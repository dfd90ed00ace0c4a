namespace GatewayPipeline.Compiler.Syntax;

/// <summary>Tells whether a mapping that is being read has a key already.</summary>
internal struct MappingKeys
{
    private const int KeysComparedOneByOne = 16;

    private HashSet<string>? names;

    // Almost every mapping has few keys, and those are compared one by one.
    public bool IsTaken(string name, ReadOnlySpan<EntrySyntax> entries)
    {
        if (entries.Length >= KeysComparedOneByOne)
        {
            names ??= NamesOf(entries);

            return !names.Add(name);
        }

        foreach (ref readonly var entry in entries)
        {
            if (entry.Key.Value == name)
            {
                return true;
            }
        }

        return false;
    }

    private static HashSet<string> NamesOf(ReadOnlySpan<EntrySyntax> entries)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (ref readonly var entry in entries)
        {
            names.Add(entry.Key.Value);
        }

        return names;
    }
}

namespace GatewayPipeline.Compiler.Syntax;

/// <summary>
/// Makes strings of pieces of a text, and the same string of equal pieces nearby: manifests repeat their few words
/// over and over, and each copy would live as long as the tree.
/// </summary>
internal sealed class StringPool
{
    private const int Slots = 1024;
    private const int LongestKept = 64;

    private readonly string?[] slots = new string?[Slots];

    public string Of(ReadOnlySpan<char> piece)
    {
        if (piece.Length is 0 or > LongestKept)
        {
            return piece.ToString();
        }

        ref var slot = ref slots[Hash(piece) & (Slots - 1)];
        if (slot is null || !piece.SequenceEqual(slot))
        {
            slot = piece.ToString();
        }

        return slot;
    }

    // Collisions only cost a copy, so any cheap mix of all characters will do.
    private static int Hash(ReadOnlySpan<char> piece)
    {
        var hash = piece.Length;
        foreach (var character in piece)
        {
            hash = hash * 31 + character;
        }

        return hash ^ (hash >>> 10);
    }
}

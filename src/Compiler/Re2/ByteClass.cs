namespace GatewayPipeline.Compiler.Re2;

/// <summary>
/// A set of bytes, and whether anything that is no byte is in it too: a class of one byte alone is a literal for RE2,
/// but not if
/// it stands for other characters as well. Case folds for letters of ASCII only, as RE2 does for bytes.
/// </summary>
internal sealed class ByteClass : IEquatable<ByteClass>
{
    private const int Others = 256;
    private const int Positions = Others + 1;

    private readonly bool[] members;

    private ByteClass(bool[] members) => this.members = members;

    public static ByteClass Empty { get; } = new(new bool[Positions]);

    /// <summary>
    /// The class of every character that the predicate holds for; <paramref name="others"/>: of some outside of Latin-1
    /// too.
    /// </summary>
    public static ByteClass Where(Func<int, bool> contains, bool others)
    {
        var members = new bool[Positions];
        for (var value = 0; value < Others; value++)
        {
            members[value] = contains(value);
        }

        members[Others] = others;

        return new(members);
    }

    public static ByteClass Range(int low, int high) => Where(c => c >= low && c <= high, others: false);

    public bool Contains(int value) => members[value];

    public int Count => members.Count(member => member);

    public bool IsEmpty => !members.AsSpan(0, 256).Contains(true);

    public int Smallest => members.AsSpan().IndexOf(true);

    public ByteClass Or(ByteClass other) => new([.. members.Zip(other.members, (a, b) => a || b)]);

    public ByteClass Negated() => new([.. members.Select(member => !member)]);

    /// <summary>Without anything that is no byte.</summary>
    public ByteClass BytesOnly() => new([.. members.Select((member, position) => member && position < Others)]);

    public ByteClass Without(int value) => new([.. members.Select((member, position) => member && position != value)]);

    /// <summary>With the other cases of every member.</summary>
    public ByteClass Folded()
    {
        var result = (bool[])members.Clone();
        for (var letter = 'A'; letter <= 'Z'; letter++)
        {
            result[letter] = result[OtherCase(letter)] = members[letter] || members[OtherCase(letter)];
        }

        return new(result);
    }

    /// <summary>Collects the members of a bracket.</summary>
    internal sealed class Builder
    {
        private readonly bool[] members = new bool[Positions];

        public void Add(ByteClass other)
        {
            for (var position = 0; position < Positions; position++)
            {
                members[position] |= other.members[position];
            }
        }

        public void Add(char low, char high, bool fold)
        {
            for (int value = low; value <= high; value++)
            {
                members[value] = true;
                if (fold && char.IsAsciiLetter((char)value))
                {
                    members[OtherCase(value)] = true;
                }
            }
        }

        public ByteClass Build() => new(members);
    }

    /// <summary>The bytes as ranges, in order.</summary>
    public IEnumerable<(int Low, int High)> Ranges()
    {
        for (var low = 0; low < 256; low++)
        {
            if (members[low])
            {
                var high = low;
                while (high < 255 && members[high + 1])
                {
                    high++;
                }

                yield return (low, high);
                low = high;
            }
        }
    }

    /// <summary>Whether upper and lower case letters of ASCII are in it in pairs.</summary>
    public bool FoldsAscii()
    {
        for (var letter = 'A'; letter <= 'Z'; letter++)
        {
            if (members[letter] != members[OtherCase(letter)])
            {
                return false;
            }
        }

        return true;
    }

    public bool Equals(ByteClass? other) => other is not null && members.AsSpan().SequenceEqual(other.members);

    public override bool Equals(object? obj) => Equals(obj as ByteClass);

    public override int GetHashCode() =>
        members.Aggregate(17, (hash, member) => unchecked((hash * 31) + (member ? 1 : 0)));

    private static int OtherCase(int letter) => letter ^ 0x20;
}

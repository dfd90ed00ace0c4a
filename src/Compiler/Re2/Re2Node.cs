using System.Collections.Immutable;
using System.Text;

namespace GatewayPipeline.Compiler.Re2;

/// <summary>The kinds of node that a parsed pattern is made of.</summary>
internal enum Re2Op
{
    EmptyMatch,
    NoMatch,
    Literal,
    CharClass,

    /// <summary>A dot that takes newlines too.</summary>
    AnyChar,

    /// <summary><c>\C</c>: the same for bytes, but RE2 merges it less.</summary>
    AnyByte,
    Concat,
    Alternate,
    Star,
    Plus,
    Quest,
    Repeat,
    Capture,
    BeginLine,
    EndLine,
    BeginText,
    EndText,
    WordBoundary,
    NoWordBoundary,

    // Only on the parser's stack.
    LeftParen,
    VerticalBar,
}

/// <summary>
/// What was switched on where a node was written. Two nodes are only alike if the flags that matter to them are.
/// </summary>
[Flags]
internal enum Re2Flags
{
    None = 0,
    FoldCase = 1,
    DotMatchesNewline = 2,
    OneLine = 4,
    NonGreedy = 8,
    WasDollar = 16,
}

/// <summary>
/// One node of a pattern, over bytes. <see cref="Re2Op.Literal"/> holds one byte or several: RE2 tells a character from
/// a string, so
/// <see cref="IsString"/> does too.
/// </summary>
internal sealed class Re2Node(Re2Op op, Re2Flags flags)
{
    /// <summary>In a repetition: without an upper end.</summary>
    public const int Unbounded = -1;

    /// <summary>A flat list may not grow beyond this, or counts overflow in RE2; longer ones are nested.</summary>
    private const int LargestList = 65535;

    private string bytes = "";
    private StringBuilder? grown;

    public Re2Op Op => op;

    public Re2Flags Flags => flags;

    public ImmutableArray<Re2Node> Children { get; init; } = [];

    public string Bytes
    {
        get
        {
            if (grown is not null)
            {
                bytes = grown.ToString();
                grown = null;
            }

            return bytes;
        }
    }

    public ByteClass Class { get; init; } = ByteClass.Empty;

    public int Minimum { get; init; }

    public int Maximum { get; init; }

    /// <summary>The number of a capturing group; 0 in a marker of a group that does not capture.</summary>
    public int Capture { get; init; }

    /// <summary>The product of nested repetitions along the worst path, which RE2 bounds.</summary>
    public int Repetitions { get; init; } = 1;

    public Re2Node First => Children[0];

    public bool IsCharacter => op is Re2Op.Literal && Length == 1;

    public bool IsString => op is Re2Op.Literal && Length > 1;

    private int Length => grown?.Length ?? bytes.Length;

    public bool Folds => flags.HasFlag(Re2Flags.FoldCase);

    public bool NonGreedy => flags.HasFlag(Re2Flags.NonGreedy);

    public bool IsMarker => op is Re2Op.LeftParen or Re2Op.VerticalBar;

    /// <summary>One byte wide: what RE2 merges in repetitions and alternations.</summary>
    public bool IsOneByte => IsCharacter || op is Re2Op.CharClass or Re2Op.AnyChar or Re2Op.AnyByte;

    public static Re2Node Text(string bytes, Re2Flags flags) =>
        bytes.Length == 0 ? new(Re2Op.EmptyMatch, flags) : new(Re2Op.Literal, flags) { bytes = bytes };

    /// <summary>
    /// Only for the parser, as long as the node is its own: a long text must not be copied with every byte.
    /// </summary>
    public void Append(string more) => (grown ??= new(bytes)).Append(more);

    public static Re2Node List(Re2Op op, IReadOnlyList<Re2Node> children, Re2Flags flags) => children.Count switch
    {
        0 => new(op is Re2Op.Alternate ? Re2Op.NoMatch : Re2Op.EmptyMatch, flags),
        1 => children[0],
        <= LargestList => Of(op, [.. children], flags),
        _ => Of(op, [.. children.Chunk(LargestList).Select(part => List(op, part, flags))], flags),
    };

    public static Re2Node Of(Re2Op op, ImmutableArray<Re2Node> children, Re2Flags flags) => new(op, flags)
    {
        Children = children,
        Repetitions = children.Max(child => child.Repetitions),
    };

    /// <summary>A repetition of a repetition with equal flags is one: RE2 squashes it.</summary>
    public static Re2Node Repeated(Re2Op op, Re2Node child, Re2Flags flags)
    {
        if (child.Op is Re2Op.Star or Re2Op.Plus or Re2Op.Quest && child.Flags == flags)
        {
            return child.Op == op || child.Op is Re2Op.Star ? child : Of(Re2Op.Star, child.Children, flags);
        }

        return Of(op, [child], flags);
    }

    public static Re2Node Counted(Re2Node child, int minimum, int maximum, Re2Flags flags)
    {
        var times = Math.Max(1, maximum is Unbounded ? minimum : maximum);

        return new(Re2Op.Repeat, flags)
        {
            Children = [child],
            Minimum = minimum,
            Maximum = maximum,
            Repetitions = (int)Math.Min(1_000_000, (long)child.Repetitions * times),
        };
    }

    public Re2Node With(ImmutableArray<Re2Node> children) => new(op, flags)
    {
        Children = children,
        Minimum = Minimum,
        Maximum = Maximum,
        Capture = Capture,
        Repetitions = Repetitions,
    };

    /// <summary>Alike as RE2 sees it: the flags count only where they change what is matched.</summary>
    public static bool Alike(Re2Node left, Re2Node right)
    {
        if (left.Op != right.Op || left.Children.Length != right.Children.Length)
        {
            return false;
        }

        var own = left.Op switch
        {
            Re2Op.Literal => left.Bytes == right.Bytes && left.Folds == right.Folds,
            Re2Op.CharClass => left.Class.Equals(right.Class),
            Re2Op.Star or Re2Op.Plus or Re2Op.Quest => left.NonGreedy == right.NonGreedy,
            Re2Op.Repeat => left.NonGreedy == right.NonGreedy
                && left.Minimum == right.Minimum && left.Maximum == right.Maximum,
            Re2Op.Capture => left.Capture == right.Capture,
            Re2Op.EndText => (left.Flags & Re2Flags.WasDollar) == (right.Flags & Re2Flags.WasDollar),
            _ => true,
        };

        return own && left.Children.Zip(right.Children).All(pair => Alike(pair.First, pair.Second));
    }
}

namespace GatewayPipeline.Compiler.Re2;

/// <summary>
/// Builds the program that RE2 would build for a pattern, to know its size: Envoy refuses what is larger than a limit.
/// The machine is never run.
/// </summary>
internal sealed class Re2Program
{
    /// <summary>
    /// Two thirds of RE2's 8 MiB are the forward program's; a quarter of that holds instructions of eight bytes.
    /// </summary>
    public const int MostInstructions = 174_000;

    private readonly List<Instruction> instructions = [new(Code.Fail)];
    private int visits;
    private bool failed;

    private Re2Program()
    {
    }

    internal enum Code
    {
        Fail,
        Alternative,
        AlternativeMatch,
        ByteRange,
        Capture,
        EmptyWidth,
        Match,
        Nop,
    }

    /// <summary>
    /// The size that Envoy compares with its limit; null if RE2 gives up on the pattern because of its size.
    /// </summary>
    public static int? SizeOf(Re2Node pattern)
    {
        var builder = new Re2Program();
        var tree = Re2Simplifier.Simplify(WithoutRequiredPrefix(pattern));
        var anchored = TryDropAnchor(ref tree, atStart: true, depth: 0);
        TryDropAnchor(ref tree, atStart: false, depth: 0);

        var whole = builder.Build(tree);
        if (builder.failed)
        {
            return null;
        }

        whole = builder.Then(whole, builder.Match());
        var start = whole.Begin;
        if (!anchored)
        {
            whole = builder.Then(builder.Star(builder.Bytes(0, 255), nonGreedy: true), whole);
        }

        return start == 0 && whole.Begin == 0 ? 1 : Re2Flattening.SizeOf(builder.instructions, start, whole.Begin);
    }

    // ^literal is looked for with memcmp and is no part of the program.
    private static Re2Node WithoutRequiredPrefix(Re2Node node)
    {
        if (node.Op is not Re2Op.Concat)
        {
            return node;
        }

        var index = node.Children.TakeWhile(child => child.Op is Re2Op.BeginText).Count();

        return index > 0 && index < node.Children.Length && node.Children[index].Op is Re2Op.Literal
            ? Re2Node.List(Re2Op.Concat, node.Children[(index + 1)..], node.Flags)
            : node;
    }

    private static bool TryDropAnchor(ref Re2Node node, bool atStart, int depth)
    {
        if (depth >= 4)
        {
            return false;
        }

        if (node.Op == (atStart ? Re2Op.BeginText : Re2Op.EndText))
        {
            node = new(Re2Op.EmptyMatch, node.Flags);
            return true;
        }

        if (node.Op is not (Re2Op.Concat or Re2Op.Capture) || node.Children.IsEmpty)
        {
            return false;
        }

        var index = atStart || node.Op is Re2Op.Capture ? 0 : node.Children.Length - 1;
        var child = node.Children[index];
        if (!TryDropAnchor(ref child, atStart, depth + 1))
        {
            return false;
        }

        node = node.With(node.Children.SetItem(index, child));

        return true;
    }

    private Fragment Build(Re2Node node)
    {
        if (failed || ++visits > 2 * MostInstructions)
        {
            failed = true;
            return default;
        }

        switch (node.Op)
        {
            case Re2Op.EmptyMatch:
                return Nop();
            case Re2Op.Literal:
                return node.Bytes.Select(c => Bytes(c, c)).Aggregate(Then);
            case Re2Op.CharClass:
                return Class(node.Class);
            case Re2Op.AnyChar or Re2Op.AnyByte:
                return Bytes(0, 255);
            case Re2Op.Concat:
                return Fold(node, Then);
            case Re2Op.Alternate:
                return Fold(node, Or);
            case Re2Op.Star:
                return Star(Build(node.First), node.NonGreedy);
            case Re2Op.Plus:
                return Loop(Build(node.First), node.NonGreedy);
            case Re2Op.Quest:
                return Optional(Build(node.First), node.NonGreedy);
            case Re2Op.Capture:
                return Capture(Build(node.First));
            case Re2Op.NoMatch:
                return default;
            default:
                return Single(Code.EmptyWidth, nullable: true);
        }
    }

    private Fragment Fold(Re2Node node, Func<Fragment, Fragment, Fragment> join)
    {
        var result = Build(node.First);
        foreach (var child in node.Children.AsSpan(1..))
        {
            result = join(result, Build(child));
        }

        return result;
    }

    private int Allocate(Code code, int low = 0, int high = 0)
    {
        if (failed || instructions.Count >= MostInstructions)
        {
            failed = true;
            return 0;
        }

        instructions.Add(new(code) { Low = low, High = high });

        return instructions.Count - 1;
    }

    private Fragment Single(Code code, bool nullable, int low = 0, int high = 0)
    {
        var id = Allocate(code, low, high);

        return failed ? default : new(id, Ends.Of(id << 1), nullable);
    }

    private Fragment Nop() => Single(Code.Nop, nullable: true);

    private Fragment Bytes(int low, int high) => Single(Code.ByteRange, nullable: false, low, high);

    private Fragment Match()
    {
        var id = Allocate(Code.Match);

        return failed ? default : new(id, default, Nullable: false);
    }

    private Fragment Class(ByteClass members)
    {
        // A class that treats both cases alike needs no instruction of its own for upper case.
        var folds = members.FoldsAscii();
        Fragment result = default;
        foreach (var (low, high) in members.Ranges())
        {
            if (!folds || low < 'A' || high > 'Z')
            {
                result = Or(result, Bytes(low, high)) with { Nullable = false };
            }
        }

        return result;
    }

    private Fragment Then(Fragment left, Fragment right)
    {
        if (left.Begin == 0 || right.Begin == 0)
        {
            return default;
        }

        var begin = instructions[left.Begin];
        Patch(left.Ends, right.Begin);
        if (begin.Code is Code.Nop && left.Ends.First == left.Begin << 1 && left.Ends.Last == left.Ends.First)
        {
            return right;
        }

        return new(left.Begin, right.Ends, left.Nullable && right.Nullable);
    }

    private Fragment Or(Fragment left, Fragment right)
    {
        if (left.Begin == 0 || right.Begin == 0)
        {
            return left.Begin == 0 ? right : left;
        }

        var id = Allocate(Code.Alternative);
        if (failed)
        {
            return default;
        }

        instructions[id].Out = left.Begin;
        instructions[id].Other = right.Begin;

        return new(id, Append(left.Ends, right.Ends), left.Nullable || right.Nullable);
    }

    private Fragment Star(Fragment inner, bool nonGreedy)
    {
        // A loop around something empty would not keep the order of choices; RE2 writes (x+)? instead.
        if (inner.Nullable)
        {
            return Optional(Loop(inner, nonGreedy), nonGreedy);
        }

        var (id, exit) = Branch(inner, nonGreedy);
        if (failed)
        {
            return default;
        }

        Patch(inner.Ends, id);

        return new(id, exit, Nullable: true);
    }

    private Fragment Loop(Fragment inner, bool nonGreedy)
    {
        var (id, exit) = Branch(inner, nonGreedy);
        if (failed)
        {
            return default;
        }

        Patch(inner.Ends, id);

        return new(inner.Begin, exit, inner.Nullable);
    }

    private Fragment Optional(Fragment inner, bool nonGreedy)
    {
        if (inner.Begin == 0)
        {
            return Nop();
        }

        var (id, exit) = Branch(inner, nonGreedy);

        return failed ? default : new(id, Append(exit, inner.Ends), Nullable: true);
    }

    private (int Id, Ends Exit) Branch(Fragment inner, bool nonGreedy)
    {
        var id = Allocate(Code.Alternative);
        if (failed)
        {
            return default;
        }

        if (nonGreedy)
        {
            instructions[id].Other = inner.Begin;
            return (id, Ends.Of(id << 1));
        }

        instructions[id].Out = inner.Begin;

        return (id, Ends.Of((id << 1) | 1));
    }

    private Fragment Capture(Fragment inner)
    {
        if (inner.Begin == 0)
        {
            return default;
        }

        var open = Allocate(Code.Capture);
        var close = Allocate(Code.Capture);
        if (failed)
        {
            return default;
        }

        instructions[open].Out = inner.Begin;
        Patch(inner.Ends, close);

        return new(open, Ends.Of(close << 1), inner.Nullable);
    }

    // What is not yet connected is a list that runs through the unconnected places themselves.
    private void Patch(Ends ends, int target)
    {
        for (var place = ends.First; place != 0;)
        {
            var instruction = instructions[place >> 1];
            if ((place & 1) == 1)
            {
                (place, instruction.Other) = (instruction.Other, target);
            }
            else
            {
                (place, instruction.Out) = (instruction.Out, target);
            }
        }
    }

    private Ends Append(Ends left, Ends right)
    {
        if (left.First == 0 || right.First == 0)
        {
            return left.First == 0 ? right : left;
        }

        var instruction = instructions[left.Last >> 1];
        if ((left.Last & 1) == 1)
        {
            instruction.Other = right.First;
        }
        else
        {
            instruction.Out = right.First;
        }

        return new(left.First, right.Last);
    }

    internal sealed class Instruction(Code code)
    {
        public Code Code { get; set; } = code;

        public int Out { get; set; }

        public int Other { get; set; }

        public int Low { get; init; }

        public int High { get; init; }
    }

    /// <summary>
    /// A piece of the program that begins somewhere and is not connected at its ends. Beginning at 0, it cannot match.
    /// </summary>
    private readonly record struct Fragment(int Begin, Ends Ends, bool Nullable);

    private readonly record struct Ends(int First, int Last)
    {
        public static Ends Of(int place) => new(place, place);
    }
}

namespace GatewayPipeline.Compiler.Re2;

/// <summary>
/// The instructions of a <see cref="ByteAutomaton"/>: counts written out, groups forgotten. Not what RE2 itself builds,
/// whose size counts (<see cref="Re2Program"/>); only what it means.
/// </summary>
internal sealed class ByteProgram
{
    // Patterns of routes have some dozens. What is larger is not worth the time of those who wait for an example.
    private const int MostInstructions = 10_000;

    private static readonly ByteClass WordBytes =
        ByteClass.Where(value => value < 0x80 && (char.IsAsciiLetterOrDigit((char)value) || value is '_'), others: false);

    private readonly List<Instruction> instructions = [new Instruction.Match()];

    private ByteProgram()
    {
    }

    internal abstract record Instruction
    {
        private Instruction()
        {
        }

        /// <summary>Everything was read, and it is taken.</summary>
        public sealed record Match : Instruction;

        public sealed record Take(ByteClass Bytes, int Next) : Instruction;

        public sealed record Fork(int First, int Second) : Instruction;

        /// <summary>Goes on where an anchor or a boundary holds.</summary>
        public sealed record Ask(Re2Op Question, int Next) : Instruction;

        /// <summary>Leads nowhere.</summary>
        public sealed record Fail : Instruction;
    }

    public int Start { get; private set; }

    /// <summary>It asks for what lies beside a place.</summary>
    public bool LooksAround { get; private set; }

    public Instruction this[int index] => instructions[index];

    /// <summary>Null: it would be too large.</summary>
    public static ByteProgram? Build(Re2Node pattern)
    {
        var program = new ByteProgram();
        program.Start = program.Build(pattern, next: 0);

        return program.IsFull ? null : program;
    }

    /// <summary>A number for each byte; those with the same number are alike to every instruction.</summary>
    public int[] Classes()
    {
        var classes = new int[256];
        var sets = instructions.OfType<Instruction.Take>().Select(take => take.Bytes).Distinct();
        foreach (var set in !LooksAround ? sets : [.. sets, WordBytes, ByteClass.Range('\n', '\n')])
        {
            var numbers = new Dictionary<(int, bool), int>();
            for (var value = 0; value < classes.Length; value++)
            {
                var key = (classes[value], set.Contains(value));
                classes[value] = numbers.TryGetValue(key, out var number) ? number : numbers[key] = numbers.Count;
            }
        }

        return classes;
    }

    private bool IsFull => instructions.Count >= MostInstructions;

    private int Add(Instruction instruction)
    {
        if (IsFull)
        {
            return 0;
        }

        instructions.Add(instruction);

        return instructions.Count - 1;
    }

    // Built from the end, so each part knows where it goes on.
    private int Build(Re2Node node, int next)
    {
        if (IsFull)
        {
            return 0;
        }

        switch (node.Op)
        {
            case Re2Op.EmptyMatch:
                return next;
            case Re2Op.NoMatch:
                return Add(new Instruction.Fail());
            case Re2Op.Literal:
                return node.Bytes.Reverse().Aggregate(next, (after, value) => Add(new Instruction.Take(One(value, node.Folds), after)));
            case Re2Op.CharClass:
                return Add(new Instruction.Take(node.Class, next));
            case Re2Op.AnyChar or Re2Op.AnyByte:
                return Add(new Instruction.Take(ByteClass.Range(0, 255), next));
            case Re2Op.Concat:
                return node.Children.Reverse().Aggregate(next, (after, child) => Build(child, after));
            case Re2Op.Alternate:
                return node.Children.Select(child => Build(child, next)).ToList()
                    .Aggregate((first, second) => Add(new Instruction.Fork(first, second)));
            case Re2Op.Capture:
                return Build(node.First, next);
            case Re2Op.Star:
                return Loop(node.First, next, atLeastOnce: false);
            case Re2Op.Plus:
                return Loop(node.First, next, atLeastOnce: true);
            case Re2Op.Quest:
                return Add(new Instruction.Fork(Build(node.First, next), next));
            case Re2Op.Repeat:
                return Repeat(node, next);
            default:
                LooksAround = true;

                return Add(new Instruction.Ask(node.Op, next));
        }
    }

    private int Loop(Re2Node body, int next, bool atLeastOnce)
    {
        var fork = Add(new Instruction.Fork(next, next));
        var begin = Build(body, fork);
        if (!IsFull)
        {
            instructions[fork] = new Instruction.Fork(begin, next);
        }

        return atLeastOnce ? begin : fork;
    }

    private int Repeat(Re2Node node, int next)
    {
        var after = next;
        if (node.Maximum is Re2Node.Unbounded)
        {
            after = Loop(node.First, next, atLeastOnce: false);
        }

        for (var count = node.Minimum; count < node.Maximum && !IsFull; count++)
        {
            after = Add(new Instruction.Fork(Build(node.First, after), next));
        }

        for (var count = 0; count < node.Minimum && !IsFull; count++)
        {
            after = Build(node.First, after);
        }

        return after;
    }

    private static ByteClass One(char value, bool folds)
    {
        var builder = new ByteClass.Builder();
        builder.Add(value, value, folds);

        return builder.Build();
    }
}

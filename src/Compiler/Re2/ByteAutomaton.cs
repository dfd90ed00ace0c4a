using System.Runtime.InteropServices;

namespace GatewayPipeline.Compiler.Re2;

/// <summary>
/// A pattern as a machine that reads a text byte by byte, so that several can be led through one text together. Its
/// states are made when they are first reached; for one thread.
/// </summary>
internal sealed class ByteAutomaton
{
    private readonly ByteProgram program;
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    private readonly List<State> states = [];
    private readonly Dictionary<(int State, int Class), int> steps = [];
    private readonly int[] classes;

    private ByteAutomaton(ByteProgram program)
    {
        this.program = program;
        classes = program.Classes();
        Start = Number([program.Start], Before.Nothing);
    }

    /// <summary>What was read last, as far as an anchor or a word boundary asks for it.</summary>
    private enum Before
    {
        Nothing,
        Other,
        Word,
        Newline,
    }

    public int Start { get; }

    /// <summary>Null: the pattern is larger than is worth while.</summary>
    public static ByteAutomaton? Of(Re2Node pattern) => ByteProgram.Build(pattern) is { } program ? new(program) : null;

    /// <summary>The same of a pattern as it is written; null also for what is no pattern.</summary>
    public static ByteAutomaton? Of(string pattern) =>
        Re2Parser.TryParse(pattern, out var tree, out _, out _) ? Of(tree) : null;

    /// <summary>Bytes with the same number lead from every state to the same one.</summary>
    public int ClassOf(byte value) => classes[value];

    /// <summary>No text that begins as the one that was read can be taken.</summary>
    public bool IsDead(int state) => states[state].Kernel.Length == 0;

    public int Step(int state, byte value)
    {
        if (steps.TryGetValue((state, classes[value]), out var known))
        {
            return known;
        }

        var (kernel, before) = states[state];
        var next = new SortedSet<int>();
        foreach (var instruction in Close(kernel, before, value))
        {
            if (program[instruction] is ByteProgram.Instruction.Take take && take.Bytes.Contains(value))
            {
                next.Add(take.Next);
            }
        }

        return steps[(state, classes[value])] = Number([.. next], program.LooksAround ? KindOf(value) : Before.Other);
    }

    /// <summary>The text that led here is taken, if it ends here.</summary>
    public bool Accepts(int state) =>
        states[state] is var (kernel, before)
        && Close(kernel, before, next: null).Any(instruction => program[instruction] is ByteProgram.Instruction.Match);

    private int Number(int[] kernel, Before before)
    {
        var key = $"{(char)before}{new string(MemoryMarshal.Cast<int, char>(kernel))}";
        if (!numbers.TryGetValue(key, out var number))
        {
            numbers[key] = number = states.Count;
            states.Add(new(kernel, before));
        }

        return number;
    }

    // Everything that is reached without reading on, given what lies on both sides.
    private HashSet<int> Close(int[] kernel, Before before, byte? next)
    {
        var reached = new HashSet<int>();
        var open = new Stack<int>(kernel);
        while (open.TryPop(out var at))
        {
            if (!reached.Add(at))
            {
                continue;
            }

            switch (program[at])
            {
                case ByteProgram.Instruction.Fork fork:
                    open.Push(fork.First);
                    open.Push(fork.Second);
                    break;
                case ByteProgram.Instruction.Ask ask when Holds(ask.Question, before, next):
                    open.Push(ask.Next);
                    break;
            }
        }

        return reached;
    }

    private static bool Holds(Re2Op question, Before before, byte? next) => question switch
    {
        Re2Op.BeginText => before is Before.Nothing,
        Re2Op.EndText => next is null,
        Re2Op.BeginLine => before is Before.Nothing or Before.Newline,
        Re2Op.EndLine => next is null or (byte)'\n',
        Re2Op.WordBoundary => IsWord(next) != (before is Before.Word),
        Re2Op.NoWordBoundary => IsWord(next) == (before is Before.Word),
        _ => false,
    };

    private static bool IsWord(byte? value) => value is { } given && KindOf(given) is Before.Word;

    private static Before KindOf(byte value) =>
        value is (byte)'\n' ? Before.Newline
        : char.IsAsciiLetterOrDigit((char)value) || value is (byte)'_' ? Before.Word
        : Before.Other;

    private readonly record struct State(int[] Kernel, Before Before);
}

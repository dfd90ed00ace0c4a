using System.Runtime.InteropServices;
using static GatewayPipeline.Compiler.Re2.Re2Program;

namespace GatewayPipeline.Compiler.Re2;

/// <summary>
/// RE2's last step: alternatives disappear into lists of instructions that are tried in order. A list starts at every
/// place
/// that is jumped to ("root"); where a list runs into another root, it jumps.
/// </summary>
internal sealed class Re2Flattening
{
    // The worst patterns that RE2 takes need a few million steps; beyond this the size before flattening is told
    // instead,
    // which is never smaller.
    private const long MostSteps = 20_000_000;

    private readonly List<Instruction> program;
    private readonly int start;
    private readonly int unanchored;
    private readonly List<int> roots = [];
    private readonly bool[] isRoot;
    private readonly int[] seen;
    private readonly List<int> reached = [];
    private readonly Stack<int> pending = new();
    private readonly Dictionary<int, List<int>> predecessors = [];
    private int round;
    private long steps;

    private Re2Flattening(List<Instruction> program, int start, int unanchored)
    {
        this.program = program;
        this.start = start;
        this.unanchored = unanchored;
        isRoot = new bool[program.Count];
        seen = new int[program.Count];
    }

    public static int SizeOf(List<Instruction> program, int start, int unanchored)
    {
        var flattening = new Re2Flattening(program, start, unanchored);
        flattening.SkipNops();
        flattening.MarkMatchingLoops();
        flattening.MarkSuccessors();
        foreach (var root in flattening.roots.Order().Reverse().ToList())
        {
            if (root != 0 && root != unanchored && root != start)
            {
                flattening.MarkDominators(root);
            }
        }

        var size = 0;
        foreach (var root in CollectionsMarshal.AsSpan(flattening.roots))
        {
            size += flattening.LengthOfList(root);
        }

        return flattening.steps > MostSteps ? Math.Max(size, program.Count) : size;
    }

    private void SkipNops()
    {
        foreach (var id in Reachable(start))
        {
            var instruction = program[id];
            instruction.Out = Skip(instruction.Out);
            if (instruction.Code is Code.Alternative)
            {
                instruction.Other = Skip(instruction.Other);
            }
        }

        int Skip(int id)
        {
            while (id != 0 && program[id].Code is Code.Nop)
            {
                id = program[id].Out;
            }

            return id;
        }
    }

    private void MarkMatchingLoops()
    {
        foreach (var id in Reachable(start))
        {
            var instruction = program[id];
            if (instruction.Code is Code.Alternative
                && ((TakesAnything(instruction.Out, id) && Matches(instruction.Other))
                    || (Matches(instruction.Out) && TakesAnything(instruction.Other, id))))
            {
                instruction.Code = Code.AlternativeMatch;
            }
        }

        bool TakesAnything(int id, int back) =>
            program[id] is { Code: Code.ByteRange, Low: 0, High: 255 } loop && loop.Out == back;

        bool Matches(int id)
        {
            while (program[id].Code is Code.Capture or Code.Nop)
            {
                id = program[id].Out;
            }

            return program[id].Code is Code.Match;
        }
    }

    private List<int> Reachable(int from)
    {
        List<int> result = [];
        Begin(from);
        while (pending.TryPop(out var id))
        {
            if (!Enter(id))
            {
                continue;
            }

            result.Add(id);
            var instruction = program[id];
            if (instruction.Code is Code.Alternative or Code.AlternativeMatch)
            {
                pending.Push(instruction.Other);
            }

            if (instruction.Out != 0)
            {
                pending.Push(instruction.Out);
            }
        }

        return result;
    }

    private void MarkSuccessors()
    {
        Mark(0);
        Mark(unanchored);
        Mark(start);
        Begin(unanchored);
        while (pending.TryPop(out var id))
        {
            if (!Enter(id))
            {
                continue;
            }

            var instruction = program[id];
            switch (instruction.Code)
            {
                case Code.Alternative or Code.AlternativeMatch:
                    Precede(instruction.Out, id);
                    Precede(instruction.Other, id);
                    pending.Push(instruction.Other);
                    pending.Push(instruction.Out);
                    break;
                case Code.ByteRange or Code.Capture or Code.EmptyWidth:
                    Mark(instruction.Out);
                    pending.Push(instruction.Out);
                    break;
                case Code.Nop:
                    pending.Push(instruction.Out);
                    break;
            }
        }
    }

    private void Precede(int id, int predecessor)
    {
        if (!predecessors.TryGetValue(id, out var list))
        {
            predecessors[id] = list = [];
        }

        list.Add(predecessor);
    }

    private void MarkDominators(int root)
    {
        Flood(root, static (_, _) => { });
        foreach (var id in reached)
        {
            // Somebody comes here from outside of this tree, so a list has to start here.
            if (predecessors.TryGetValue(id, out var list) && list.Exists(from => seen[from] != round))
            {
                Mark(id);
            }
        }
    }

    private int LengthOfList(int root)
    {
        var length = 0;
        Flood(root, (id, isOther) => length += isOther || program[id].Code switch
        {
            Code.Alternative or Code.Nop => false,
            _ => true,
        } ? 1 : 0);

        return length;
    }

    // Walks one tree: to its leaves and to where other trees begin.
    private void Flood(int root, Action<int, bool> visit)
    {
        reached.Clear();
        Begin(root);
        while (pending.TryPop(out var id) && steps <= MostSteps)
        {
            if (!Enter(id))
            {
                continue;
            }

            steps++;
            reached.Add(id);
            var isOther = id != root && isRoot[id];
            visit(id, isOther);
            var instruction = program[id];
            if (isOther)
            {
                continue;
            }

            if (instruction.Code is Code.Alternative or Code.AlternativeMatch)
            {
                pending.Push(instruction.Other);
                pending.Push(instruction.Out);
            }
            else if (instruction.Code is Code.Nop)
            {
                pending.Push(instruction.Out);
            }
        }
    }

    private void Begin(int id)
    {
        round++;
        pending.Clear();
        pending.Push(id);
    }

    private bool Enter(int id)
    {
        if (seen[id] == round)
        {
            return false;
        }

        seen[id] = round;

        return true;
    }

    private void Mark(int id)
    {
        if (!isRoot[id])
        {
            isRoot[id] = true;
            roots.Add(id);
        }
    }
}

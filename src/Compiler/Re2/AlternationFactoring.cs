using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Re2;

/// <summary>
/// RE2's rewriting of <c>abc|abd</c> into <c>ab[cd]</c>. It changes nothing that is matched, only the size of the
/// program,
/// which is why it has to be done in RE2's own order: first literals, then whole first pieces, then single characters.
/// </summary>
internal static class AlternationFactoring
{
    // Each level takes at least one byte off; RE2 has no limit here, and a deeper pattern only counts as larger than it
    // is.
    private const int DeepestFactoring = 2000;

    public static List<Re2Node> Factor(List<Re2Node> branches, Re2Flags flags) =>
        Factor(branches, flags, DeepestFactoring);

    private static List<Re2Node> Factor(List<Re2Node> branches, Re2Flags flags, int depth)
    {
        if (depth == 0 || branches.Count < 2)
        {
            return branches;
        }

        var factored = FactorText(branches, flags, depth);
        factored = FactorFirstPiece(factored, flags, depth);

        return MergeCharacters(factored, flags);
    }

    private static List<Re2Node> FactorText(List<Re2Node> branches, Re2Flags flags, int depth)
    {
        var result = new List<Re2Node>();
        var start = 0;
        while (start < branches.Count)
        {
            var (prefix, folds) = LeadingText(branches[start]);
            var end = start + 1;
            for (; end < branches.Count; end++)
            {
                var (other, otherFolds) = LeadingText(branches[end]);
                var same = folds == otherFolds ? prefix.AsSpan().CommonPrefixLength(other) : 0;
                if (same == 0)
                {
                    break;
                }

                prefix = prefix[..same];
            }

            if (end == start + 1)
            {
                result.Add(branches[start]);
            }
            else
            {
                var rest = branches[start..end].ConvertAll(branch => WithoutText(branch, prefix.Length));
                var head = Re2Node.Text(prefix, folds ? Re2Flags.FoldCase : Re2Flags.None);
                result.Add(Joined(head, Factor(rest, flags, depth - 1), flags));
            }

            start = end;
        }

        return result;
    }

    private static List<Re2Node> FactorFirstPiece(List<Re2Node> branches, Re2Flags flags, int depth)
    {
        var result = new List<Re2Node>();
        var start = 0;
        while (start < branches.Count)
        {
            var first = LeadingPiece(branches[start]);
            var end = start + 1;
            while (end < branches.Count && first is not null && MayBeShared(first)
                && LeadingPiece(branches[end]) is { } other && Re2Node.Alike(first, other))
            {
                end++;
            }

            if (first is null || end == start + 1)
            {
                result.Add(branches[start]);
            }
            else
            {
                var rest = branches[start..end].ConvertAll(WithoutPiece);
                result.Add(Joined(first, Factor(rest, flags, depth - 1), flags));
            }

            start = end;
        }

        return result;
    }

    private static List<Re2Node> MergeCharacters(List<Re2Node> branches, Re2Flags flags)
    {
        var result = new List<Re2Node>();
        var start = 0;
        while (start < branches.Count)
        {
            var end = start + 1;
            while (end < branches.Count && IsCharacter(branches[start]) && IsCharacter(branches[end]))
            {
                end++;
            }

            result.Add(end == start + 1
                ? branches[start]
                : new(Re2Op.CharClass, flags)
                {
                    Class = branches[start..end].Select(ClassOf).Aggregate((left, right) => left.Or(right)),
                });
            start = end;
        }

        return result;
    }

    private static Re2Node Joined(Re2Node head, List<Re2Node> rest, Re2Flags flags) =>
        Re2Node.List(Re2Op.Concat, [head, Re2Node.List(Re2Op.Alternate, rest, flags)], flags);

    private static bool IsCharacter(Re2Node node) => node.IsCharacter || node.Op is Re2Op.CharClass;

    private static ByteClass ClassOf(Re2Node node)
    {
        if (node.Op is Re2Op.CharClass)
        {
            return node.Class;
        }

        var single = ByteClass.Range(node.Bytes[0], node.Bytes[0]);

        return node.Folds ? single.Folded() : single;
    }

    // Anything with a choice inside must not be shared: that would join paths that RE2 keeps apart.
    private static bool MayBeShared(Re2Node node) => node.Op switch
    {
        Re2Op.BeginLine or Re2Op.EndLine or Re2Op.WordBoundary or Re2Op.NoWordBoundary => true,
        Re2Op.BeginText or Re2Op.EndText or Re2Op.CharClass or Re2Op.AnyByte => true,
        Re2Op.Repeat => node.Minimum == node.Maximum && node.First.IsOneByte,
        _ => false,
    };

    private static (string Bytes, bool Folds) LeadingText(Re2Node node)
    {
        while (node.Op is Re2Op.Concat)
        {
            node = node.First;
        }

        return (node.Op is Re2Op.Literal ? node.Bytes : "", node.Folds);
    }

    private static Re2Node WithoutText(Re2Node node, int length)
    {
        if (node.Op is not Re2Op.Concat)
        {
            return Re2Node.Text(node.Bytes[length..], node.Flags);
        }

        var first = WithoutText(node.First, length);

        return first.Op is Re2Op.EmptyMatch
            ? Re2Node.List(Re2Op.Concat, node.Children.RemoveAt(0), node.Flags)
            : node.With(node.Children.SetItem(0, first));
    }

    private static Re2Node? LeadingPiece(Re2Node node) => node.Op switch
    {
        Re2Op.EmptyMatch => null,
        Re2Op.Concat => node.First.Op is Re2Op.EmptyMatch ? null : node.First,
        _ => node,
    };

    private static Re2Node WithoutPiece(Re2Node node) => node.Op is Re2Op.Concat
        ? Re2Node.List(Re2Op.Concat, node.Children.RemoveAt(0), node.Flags)
        : new(Re2Op.EmptyMatch, node.Flags);
}

using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Re2;

/// <summary>
/// What RE2 does to a tree before it compiles it: neighbouring repetitions of one byte become one (<c>a*a</c> is
/// <c>a{1,}</c>),
/// then counts are written out. Neither changes what is matched.
/// </summary>
internal static class Re2Simplifier
{
    public static Re2Node Simplify(Re2Node node) => WriteOut(Coalesce(node));

    private static Re2Node Coalesce(Re2Node node)
    {
        if (node.Children.IsEmpty)
        {
            return node;
        }

        var children = node.Children.Select(Coalesce).ToArray();
        if (node.Op is Re2Op.Concat
            && Enumerable.Range(0, children.Length - 1).Any(i => Join(children[i], children[i + 1])))
        {
            for (var i = 0; i + 1 < children.Length; i++)
            {
                if (Join(children[i], children[i + 1]))
                {
                    (children[i], children[i + 1]) = Joined(children[i], children[i + 1]);
                }
            }

            children = [.. children.Where(child => child.Op is not Re2Op.EmptyMatch)];
        }

        return node.With([.. children]);
    }

    private static bool IsRepetition(Re2Node node) =>
        node.Op is Re2Op.Star or Re2Op.Plus or Re2Op.Quest or Re2Op.Repeat;

    private static bool Join(Re2Node left, Re2Node right)
    {
        if (!IsRepetition(left) || !left.First.IsOneByte)
        {
            return false;
        }

        return (IsRepetition(right) && left.NonGreedy == right.NonGreedy && Re2Node.Alike(left.First, right.First))
            || Re2Node.Alike(left.First, right)
            || (left.First.IsCharacter && right.IsString && right.Bytes[0] == left.First.Bytes[0]
                && right.Folds == left.First.Folds);
    }

    private static (Re2Node Left, Re2Node Right) Joined(Re2Node left, Re2Node right)
    {
        var (minimum, maximum) = Counts(left);
        var (more, most) = Counts(right);
        var rest = "";
        if (right.IsString)
        {
            more = right.Bytes.AsSpan().IndexOfAnyExcept(left.First.Bytes[0]) is >= 0 and var other ? other
                : right.Bytes.Length;
            most = more;
            rest = right.Bytes[more..];
        }

        var unbounded = maximum is Re2Node.Unbounded || most is Re2Node.Unbounded;
        var joined = Re2Node.Counted(
            left.First, minimum + more, unbounded ? Re2Node.Unbounded : maximum + most, left.Flags);

        return rest.Length > 0
            ? (joined, Re2Node.Text(rest, right.Flags))
            : (new(Re2Op.EmptyMatch, Re2Flags.None), joined);
    }

    private static (int Minimum, int Maximum) Counts(Re2Node node) => node.Op switch
    {
        Re2Op.Star => (0, Re2Node.Unbounded),
        Re2Op.Plus => (1, Re2Node.Unbounded),
        Re2Op.Quest => (0, 1),
        Re2Op.Repeat => (node.Minimum, node.Maximum),
        _ => (1, 1),
    };

    private static Re2Node WriteOut(Re2Node node)
    {
        if (node.Children.IsEmpty)
        {
            return node.Op is Re2Op.CharClass && node.Class.Count == 0 ? new(Re2Op.NoMatch, node.Flags) : node;
        }

        ImmutableArray<Re2Node> children = [.. node.Children.Select(WriteOut)];
        if (!IsRepetition(node))
        {
            return node.With(children);
        }

        var child = children[0];
        if (child.Op is Re2Op.EmptyMatch)
        {
            return child;
        }

        if (node.Op is Re2Op.Repeat)
        {
            return WriteOut(child, node.Minimum, node.Maximum, node.Flags);
        }

        return child.Op == node.Op && child.Flags == node.Flags ? child : node.With(children);
    }

    // x{2,5} is xx(x(x(x)?)?)?, which takes the machine less work than xxx?x?x?.
    private static Re2Node WriteOut(Re2Node node, int minimum, int maximum, Re2Flags flags)
    {
        if (TakesNothing(node))
        {
            minimum = Math.Min(minimum, 1);
            maximum = Math.Min(maximum, 1);
        }

        switch ((minimum, maximum))
        {
            case (0, Re2Node.Unbounded):
                return Re2Node.Repeated(Re2Op.Star, node, flags);
            case (1, Re2Node.Unbounded):
                return Re2Node.Repeated(Re2Op.Plus, node, flags);
            case (_, Re2Node.Unbounded):
                return Re2Node.List(
                    Re2Op.Concat,
                    [.. Enumerable.Repeat(node, minimum - 1), Re2Node.Repeated(Re2Op.Plus, node, flags)],
                    flags);
            case (0, 0):
                return new(Re2Op.EmptyMatch, flags);
            case (1, 1):
                return node;
        }

        var required = minimum > 0 ? Re2Node.List(Re2Op.Concat, [.. Enumerable.Repeat(node, minimum)], flags) : null;
        if (maximum == minimum && required is not null)
        {
            return required;
        }

        var optional = Re2Node.Repeated(Re2Op.Quest, node, flags);
        for (var i = minimum + 1; i < maximum; i++)
        {
            optional = Re2Node.Repeated(Re2Op.Quest, Re2Node.Of(Re2Op.Concat, [node, optional], flags), flags);
        }

        return required is null ? optional : Re2Node.Of(Re2Op.Concat, [required, optional], flags);
    }

    private static bool TakesNothing(Re2Node node) => node.Op switch
    {
        Re2Op.BeginLine or Re2Op.EndLine or Re2Op.BeginText or Re2Op.EndText => true,
        Re2Op.WordBoundary or Re2Op.NoWordBoundary or Re2Op.EmptyMatch => true,
        Re2Op.Concat or Re2Op.Alternate => node.Children.All(child =>
            child.Children.IsEmpty && child.Op is not Re2Op.Concat && TakesNothing(child)),
        _ => false,
    };
}

using System.Buffers;

namespace GatewayPipeline.Compiler.Text;

/// <summary>Where lines end, as the parser counts them, so that positions agree everywhere.</summary>
internal static class LineBreaks
{
    private static readonly SearchValues<char> Breaks = SearchValues.Create("\r\n\u0085\u2028\u2029");

    /// <summary>The offset of the break that ends the line at a position, or the length of the text.</summary>
    public static int EndOfLine(string text, int position)
    {
        var length = text.AsSpan(position).IndexOfAny(Breaks);

        return length < 0 ? text.Length : position + length;
    }

    /// <summary>The offset behind the break at a position.</summary>
    public static int SkipBreak(string text, int position)
    {
        if (position >= text.Length)
        {
            return text.Length;
        }

        var isPair = text[position] is '\r' && position + 1 < text.Length && text[position + 1] is '\n';

        return position + (isPair ? 2 : 1);
    }
}

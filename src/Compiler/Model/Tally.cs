using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Model;

/// <summary>Makes one finding of many places: the first, how many there are, and up to three more by name.</summary>
internal sealed class Tally
{
    private const int RelatedPlaces = 3;

    private readonly List<SourceSpan> places = [];
    private int count;

    public bool IsEmpty => count == 0;

    public void Add(SourceSpan place)
    {
        count++;
        if (places.Count <= RelatedPlaces)
        {
            places.Add(place);
        }
    }

    public Diagnostic? Report(Func<SourceSpan, int, Diagnostic> make)
    {
        if (count == 0)
        {
            return null;
        }

        var more = count - places.Count;
        var finding = make(places[0], count);
        for (var i = 1; i < places.Count; i++)
        {
            var isLast = i == places.Count - 1 && more > 0;
            finding = finding.Also(places[i], isLast ? $"and here, and in {more} more places" : "and here");
        }

        return finding;
    }
}

using System.Collections.Immutable;
using Google.Protobuf;

namespace GatewayPipeline.Compiler.Xds;

/// <summary>A field of a message in bytes, all of its values if it is repeated.</summary>
internal readonly record struct WireField(int Number, ImmutableArray<ReadOnlyMemory<byte>> Pieces)
{
    /// <summary>The field with nothing in it.</summary>
    public static WireField None(int number) => new(number, []);

    public static WireField OfEnum(int number, int value)
    {
        var bytes = new byte[CodedOutputStream.ComputeTagSize(number) + CodedOutputStream.ComputeEnumSize(value)];
        using var output = new CodedOutputStream(bytes);
        output.WriteTag(number, WireFormat.WireType.Varint);
        output.WriteEnum(value);
        output.CheckNoSpaceLeft();

        return new(number, [bytes]);
    }

    public static WireField OfMessage(int number, byte[] message) => OfMessages(number, [WirePieces.Of(message)]);

    /// <summary>A field that holds these messages.</summary>
    public static WireField OfMessages(int number, IReadOnlyList<WirePieces> messages)
    {
        var tag = CodedOutputStream.ComputeTagSize(number);
        var heads = new byte[messages.Sum(message => tag + CodedOutputStream.ComputeLengthSize(message.Length))];
        using var output = new CodedOutputStream(heads);
        var pieces = ImmutableArray.CreateBuilder<ReadOnlyMemory<byte>>(messages.Sum(message => 1 + message.Pieces.Length));
        foreach (var message in messages)
        {
            var start = (int)output.Position;
            output.WriteTag(number, WireFormat.WireType.LengthDelimited);
            output.WriteLength(message.Length);
            pieces.Add(heads.AsMemory(start..(int)output.Position));
            pieces.AddRange(message.Pieces);
        }

        output.CheckNoSpaceLeft();

        return new(number, pieces.MoveToImmutable());
    }

    /// <summary>
    /// The message with these fields in place of what it says in fields of their numbers. All stand in the order of their
    /// numbers, where protobuf's own writer puts them.
    /// </summary>
    /// <param name="fields">In the order of their numbers.</param>
    public static WirePieces Exchange(byte[] message, params ReadOnlySpan<WireField> fields)
    {
        var pieces = ImmutableArray.CreateBuilder<ReadOnlyMemory<byte>>();
        using var input = new CodedInputStream(message);
        var next = 0;
        var kept = 0;
        for (var start = 0; input.ReadTag() is not 0 and var tag; start = (int)input.Position)
        {
            var number = WireFormat.GetTagFieldNumber(tag);
            input.SkipLastField();
            var isExchanged = next > 0 && fields[next - 1].Number == number;
            if (isExchanged || (next < fields.Length && fields[next].Number <= number))
            {
                pieces.Add(message.AsMemory(kept..start));
                kept = start;
            }

            for (; next < fields.Length && fields[next].Number <= number; next++)
            {
                pieces.AddRange(fields[next].Pieces);
                isExchanged |= fields[next].Number == number;
            }

            kept = isExchanged ? (int)input.Position : kept;
        }

        pieces.Add(message.AsMemory(kept));
        foreach (var field in fields[next..])
        {
            pieces.AddRange(field.Pieces);
        }

        return WirePieces.Of(pieces.DrainToImmutable());
    }
}

using Google.Protobuf;

namespace GatewayPipeline.Compiler.Xds;

/// <summary>
/// A field of a message in bytes, all of its values if it is repeated. With it a part that is written already gets into
/// another message without being written again: protobuf measures each message once for every message around it.
/// </summary>
internal readonly record struct WireField(int Number, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The field with nothing in it.</summary>
    public static WireField None(int number) => new(number, default);

    public static WireField OfEnum(int number, int value)
    {
        var bytes = new byte[CodedOutputStream.ComputeTagSize(number) + CodedOutputStream.ComputeEnumSize(value)];
        using var output = new CodedOutputStream(bytes);
        output.WriteTag(number, WireFormat.WireType.Varint);
        output.WriteEnum(value);
        output.CheckNoSpaceLeft();

        return new(number, bytes);
    }

    /// <summary>A field that holds these messages.</summary>
    public static WireField OfMessages(int number, params IReadOnlyList<ReadOnlyMemory<byte>> messages)
    {
        var tag = CodedOutputStream.ComputeTagSize(number);
        var bytes = new byte[messages.Sum(message =>
            tag + CodedOutputStream.ComputeLengthSize(message.Length) + message.Length)];
        using var output = new CodedOutputStream(bytes);
        foreach (var message in messages)
        {
            output.WriteTag(number, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(UnsafeByteOperations.UnsafeWrap(message));
        }

        output.CheckNoSpaceLeft();

        return new(number, bytes);
    }

    /// <summary>
    /// The message with these fields in place of what it says in fields of their numbers. All stand in the order of their
    /// numbers, where protobuf's own writer puts them.
    /// </summary>
    /// <param name="fields">In the order of their numbers.</param>
    public static byte[] Exchange(byte[] message, params ReadOnlySpan<WireField> fields)
    {
        var output = new MemoryStream(message.Length + Length(fields));
        using var input = new CodedInputStream(message);
        var next = 0;
        for (var start = 0; input.ReadTag() is not 0 and var tag; start = (int)input.Position)
        {
            var number = WireFormat.GetTagFieldNumber(tag);
            input.SkipLastField();
            for (; next < fields.Length && fields[next].Number <= number; next++)
            {
                output.Write(fields[next].Bytes.Span);
            }

            if (next is 0 || fields[next - 1].Number != number)
            {
                output.Write(message.AsSpan(start..(int)input.Position));
            }
        }

        foreach (var field in fields[next..])
        {
            output.Write(field.Bytes.Span);
        }

        return output.Length == output.Capacity ? output.GetBuffer() : output.ToArray();
    }

    private static int Length(ReadOnlySpan<WireField> fields)
    {
        var length = 0;
        foreach (var field in fields)
        {
            length += field.Bytes.Length;
        }

        return length;
    }
}

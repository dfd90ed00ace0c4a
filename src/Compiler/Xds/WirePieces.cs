using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Xds;

/// <summary>
/// The bytes of a message in the pieces that they consist of. With it a part that is written already gets into another
/// message without being written again (protobuf measures each message once for every message around it), and is
/// copied once however deep it lies.
/// </summary>
internal readonly record struct WirePieces(ImmutableArray<ReadOnlyMemory<byte>> Pieces, int Length)
{
    public static WirePieces Of(ImmutableArray<ReadOnlyMemory<byte>> pieces)
    {
        var length = 0;
        foreach (var piece in pieces)
        {
            length = checked(length + piece.Length);
        }

        return new(pieces, length);
    }

    public static WirePieces Of(byte[] bytes) => new([bytes], bytes.Length);

    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        var rest = bytes.AsSpan();
        foreach (var piece in Pieces)
        {
            piece.Span.CopyTo(rest);
            rest = rest[piece.Length..];
        }

        return bytes;
    }
}

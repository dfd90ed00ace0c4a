using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Microsoft.AspNetCore.Connections;

namespace GatewayPipeline.Preview.Listening;

/// <summary>What the first bytes of a connection tell: that a handshake begins, and for which name.</summary>
internal sealed record ClientHello(string? ServerName)
{
    private const byte HandshakeRecord = 22;
    private const byte HelloMessage = 1;
    private const int RecordHeader = 5;
    private const int ServerNameExtension = 0;

    /// <summary>Looks without taking anything away. Null: what arrives is no handshake.</summary>
    public static async Task<ClientHello?> PeekAsync(ConnectionContext connection, CancellationToken cancellation)
    {
        var input = connection.Transport.Input;
        while (true)
        {
            var read = await input.ReadAsync(cancellation);
            var needed = Needed(read.Buffer);
            if (read.Buffer.Length >= needed || read.IsCompleted)
            {
                var record = needed > RecordHeader && read.Buffer.Length >= needed
                    ? read.Buffer.Slice(0, needed).ToArray()
                    : null;
                input.AdvanceTo(read.Buffer.Start, read.Buffer.Start);

                return record is null ? null : new(NameIn(record.AsSpan(RecordHeader)));
            }

            input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    // The first record as a whole, once its header tells how long it is; a single byte tells that there is none.
    private static long Needed(ReadOnlySequence<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return 1;
        }

        if (buffer.FirstSpan[0] is not HandshakeRecord)
        {
            return 0;
        }

        Span<byte> header = stackalloc byte[RecordHeader];
        if (buffer.Length < RecordHeader)
        {
            return RecordHeader + 1;
        }

        buffer.Slice(0, RecordHeader).CopyTo(header);

        return RecordHeader + BinaryPrimitives.ReadUInt16BigEndian(header[3..]);
    }

    private static string? NameIn(ReadOnlySpan<byte> message)
    {
        try
        {
            if (message[0] is not HelloMessage)
            {
                return null;
            }

            // Type and length, version, random; then session, cipher suites, compression methods.
            var rest = message[(4 + 2 + 32)..];
            rest = rest[(1 + rest[0])..];
            rest = rest[(2 + Length(rest))..];
            rest = rest[(1 + rest[0])..];
            for (rest = rest.Slice(2, Length(rest)); rest.Length > 0; rest = rest[(4 + Length(rest[2..]))..])
            {
                if (Length(rest) is ServerNameExtension)
                {
                    // A list of names, of which there is one, with its kind before it.
                    var name = rest[(4 + 2 + 1)..];

                    return Encoding.ASCII.GetString(name.Slice(2, Length(name)));
                }
            }
        }
        catch (Exception e) when (e is IndexOutOfRangeException or ArgumentOutOfRangeException)
        {
            // Cut short or made up: a handshake without a name, which fails by itself.
        }

        return null;
    }

    private static int Length(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16BigEndian(bytes);
}

using System.Buffers;

namespace GatewayPipeline.Functions.Hosting;

/// <summary>Takes in a body byte for byte, and no more of it than is wanted.</summary>
internal static class RequestBody
{
    private const int Piece = 64 * 1024;

    /// <summary>Null: it is larger.</summary>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(
        HttpRequest request, int most, CancellationToken cancellation)
    {
        if (request.ContentLength > most)
        {
            return null;
        }

        // Grows with what has come, not with what was announced.
        var bytes = new ArrayBufferWriter<byte>();
        while (await request.Body.ReadAsync(bytes.GetMemory(Piece), cancellation) is > 0 and var count)
        {
            bytes.Advance(count);
            if (bytes.WrittenCount > most)
            {
                return null;
            }
        }

        return bytes.WrittenMemory;
    }
}

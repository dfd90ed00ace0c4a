namespace GatewayPipeline.Delivery.Sources.Git.Remotes;

/// <summary>Reads what a server sends, and bounds how much it is and how long it is silent.</summary>
internal sealed class BoundedReader(
    Stream body, long mostBytes, TimeSpan silence, GitHttpClient client, CancellationToken cancellation) : IDisposable
{
    private const int PieceBytes = 64 * 1024;

    private long received;

    /// <summary>Waits for the next piece; 0 at the end.</summary>
    public async Task<int> ReadAsync(Memory<byte> buffer)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(silence);
        try
        {
            var length = await body.ReadAsync(buffer, patience.Token);
            received += length;

            return received <= mostBytes
                ? length
                : throw client.Unavailable($"sends more than {mostBytes} bytes; no more are taken");
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw client.Unavailable($"fell silent for {silence.TotalSeconds:0.#} s", exception);
        }
    }

    public async Task<byte[]> ReadAllAsync()
    {
        using var all = new MemoryStream();
        var piece = new byte[PieceBytes];
        while (await ReadAsync(piece) is > 0 and var length)
        {
            all.Write(piece, 0, length);
        }

        return all.ToArray();
    }

    public void Dispose() => body.Dispose();
}

using System.Collections.Concurrent;

namespace GatewayPipeline.Delivery.Secrets;

/// <summary>
/// Keeps secrets for a minute, so that a flood of webhooks asks a vault once. While a vault cannot be asked, the
/// secret that was read last goes on counting for an hour; one that is gone, or that the vault refuses, stops at once.
/// </summary>
public sealed class SecretReader(SecretSurroundings surroundings, TimeProvider time) : ISecretReader
{
    private static readonly TimeSpan Freshness = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    // So long after a failure nobody is asked again.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<SecretReference, Slot> slots = [];

    public async Task<ReadOnlyMemory<byte>> ReadAsync(SecretReference reference, CancellationToken cancellation)
    {
        var slot = slots.GetOrAdd(reference, _ => new());
        await slot.Turn.WaitAsync(cancellation);
        try
        {
            if (slot.AskAgain is not { } again || time.GetUtcNow() >= again)
            {
                await RefreshAsync(slot, reference, cancellation);
            }

            return slot.Value ?? throw new SecretException(
                $"The secret {reference} cannot be read: {slot.Problem?.Message.TrimEnd('.')}.", slot.Problem)
            {
                MayPass = slot.Problem?.MayPass ?? false,
            };
        }
        finally
        {
            slot.Turn.Release();
        }
    }

    private async Task RefreshAsync(Slot slot, SecretReference reference, CancellationToken cancellation)
    {
        try
        {
            slot.Value = await ReadNowAsync(reference, cancellation);
            slot.ReadAt = time.GetUtcNow();
            slot.AskAgain = slot.ReadAt + Freshness;
        }
        catch (SecretException exception)
        {
            var now = time.GetUtcNow();
            if (!exception.MayPass || now - slot.ReadAt > Grace)
            {
                slot.Value = null;
            }

            slot.Problem = exception;
            slot.AskAgain = now + Pause;
        }
    }

    private async Task<ReadOnlyMemory<byte>> ReadNowAsync(SecretReference reference, CancellationToken cancellation)
    {
        if (SecretPlaces.Find(reference.Text) is not var (place, name))
        {
            throw new SecretException(SecretPlaces.Help);
        }

        if (place.Objection(name) is { } objection)
        {
            throw new SecretException(objection);
        }

        ReadOnlyMemory<byte> content = await place.ReadAsync(name, surroundings, cancellation);

        // An editor ends a line that nobody meant.
        var secret = content.Span is [.., (byte)'\r', (byte)'\n'] ? content[..^2]
            : content.Span is [.., (byte)'\n'] ? content[..^1]
            : content;

        return secret.IsEmpty ? throw new SecretException("it is empty") : secret;
    }

    private sealed class Slot
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public ReadOnlyMemory<byte>? Value { get; set; }

        public SecretException? Problem { get; set; }

        public DateTimeOffset ReadAt { get; set; }

        public DateTimeOffset? AskAgain { get; set; }
    }
}

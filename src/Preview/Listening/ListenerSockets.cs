using System.Collections.Immutable;
using System.Net;

namespace GatewayPipeline.Preview.Listening;

/// <summary>
/// All open ports. Sockets are kept by address: a listener may change as it likes and its port stays open.
/// </summary>
internal sealed class ListenerSockets(Func<IPEndPoint, CancellationToken, Task<ListenerSocket>> open) : IAsyncDisposable
{
    private static readonly TimeSpan ExitDrainTime = TimeSpan.FromSeconds(1);

    private readonly Dictionary<IPEndPoint, ListenerSocket> sockets = [];
    private readonly List<Task> closing = [];

    /// <summary>Opens what is missing; says for each address that could not be opened why.</summary>
    public async Task<ImmutableDictionary<IPEndPoint, string>> OpenAsync(
        IEnumerable<IPEndPoint> addresses, CancellationToken cancellation)
    {
        var refused = ImmutableDictionary.CreateBuilder<IPEndPoint, string>();
        foreach (var address in addresses.Where(address => !sockets.ContainsKey(address)).Distinct())
        {
            try
            {
                sockets.Add(address, await open(address, cancellation));
            }
            catch (ListenerRefusedException e)
            {
                refused.Add(address, e.Message);
            }
        }

        return refused.ToImmutable();
    }

    /// <summary>Closes every port that is not wanted any more; requests under way finish in the background.</summary>
    public void CloseAllBut(HashSet<IPEndPoint> wanted)
    {
        closing.RemoveAll(task => task.IsCompleted);
        foreach (var (address, socket) in sockets.Where(entry => !wanted.Contains(entry.Key)).ToList())
        {
            sockets.Remove(address);
            closing.Add(socket.DisposeAsync().AsTask());
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(sockets.Values.Select(socket => socket.CloseAsync(ExitDrainTime).AsTask()));
        sockets.Clear();
    }
}

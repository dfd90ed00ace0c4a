using System.Globalization;
using System.Text.Json;

namespace GatewayPipeline.Functions.Hosting;

/// <summary>What the Functions host does at its limits, from the one file that tells it: host.json.</summary>
/// <param name="Timeout">After this the host gives an invocation up.</param>
/// <param name="MostDequeues">As often a message of a queue is tried.</param>
internal sealed record HostLimits(TimeSpan Timeout, int MostDequeues)
{
    public const string FileName = "host.json";

    // What an answer takes on its way, and what a cancelled compilation takes to notice.
    private static readonly TimeSpan Reserve = TimeSpan.FromSeconds(30);

    // The host's own, where the file says nothing: of the plan with the shortest time.
    private static readonly HostLimits Default = new(TimeSpan.FromMinutes(5), 5);

    /// <summary>
    /// When an invocation gives itself up. The host would say nothing: it counts the message as tried only much later.
    /// </summary>
    public TimeSpan Deadline => Timeout > 4 * Reserve ? Timeout - Reserve : Timeout * 0.75;

    /// <exception cref="InvalidDataException">The file cannot be read as what it is.</exception>
    public static HostLimits Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = document.RootElement;

            return new(
                root.TryGetProperty("functionTimeout", out var timeout)
                    ? TimeSpan.ParseExact(timeout.GetString() ?? "", "c", CultureInfo.InvariantCulture)
                    : Default.Timeout,
                root.TryGetProperty("extensions", out var extensions)
                && extensions.TryGetProperty("queues", out var queues)
                && queues.TryGetProperty("maxDequeueCount", out var count)
                    ? count.GetInt32()
                    : Default.MostDequeues);
        }
        catch (Exception exception) when (
            exception is IOException or UnauthorizedAccessException or JsonException or FormatException
                or OverflowException or InvalidOperationException)
        {
            throw new InvalidDataException($"{path} cannot be read: {exception.Message}", exception);
        }
    }
}

using System.Text.Json.Serialization.Metadata;

namespace GatewayPipeline.Delivery.GitHosts.Api;

/// <summary>Reads lists that come in pages.</summary>
internal static class HostPages
{
    public const int Size = 100;

    // Five thousand comments.
    private const int Most = 50;

    /// <param name="path">With its query, which has the size of a page in it and lacks the number.</param>
    /// <returns>All items; of a list that is longer than anybody's, the first ones.</returns>
    public static async Task<List<T>> ListAsync<T>(
        this HostApi api, string path, JsonTypeInfo<T[]> type, CancellationToken cancellation)
    {
        List<T> all = [];
        for (var page = 1; page <= Most; page++)
        {
            var items = await api.GetAsync($"{path}&page={page}", type, cancellation);
            all.AddRange(items);
            if (items.Length < Size)
            {
                break;
            }
        }

        return all;
    }
}

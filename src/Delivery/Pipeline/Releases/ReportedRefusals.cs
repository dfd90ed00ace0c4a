namespace GatewayPipeline.Delivery.Pipeline.Releases;

/// <summary>
/// Which refusals were told of already: a commit that cannot be released is looked at again by every timer, and is news
/// once. A process that begins anew tells once more.
/// </summary>
internal sealed class ReportedRefusals
{
    private const int Most = 4096;

    private readonly Lock access = new();
    private readonly Dictionary<(string Source, string Ref, string Channel), string> told = [];

    /// <summary>True the first time, and whenever commit or reason are others than before.</summary>
    public bool IsNews(string source, string reference, string channel, string? commit, string reason)
    {
        lock (access)
        {
            var (key, text) = ((source, reference, channel), $"{commit}: {reason}");
            if (told.TryGetValue(key, out var before) && before == text)
            {
                return false;
            }

            if (told.Count >= Most)
            {
                told.Clear();
            }

            told[key] = text;

            return true;
        }
    }

    /// <summary>The channel is in line again: the next refusal is news, whatever it says.</summary>
    public void Forget(string source, string reference, string channel)
    {
        lock (access)
        {
            told.Remove((source, reference, channel));
        }
    }
}

using GatewayPipeline.Bundles;
using GatewayPipeline.Discovery;
using Google.Protobuf.Collections;

namespace GatewayPipeline.Agent.Ads;

/// <summary>
/// What one gateway wants of one type and what it is believed to hold. Pure bookkeeping: it is told of requests and of
/// new sets, and is asked for the next response. Its stream guards it with a lock.
/// </summary>
internal sealed class TypeSubscription(ResourceSet set)
{
    private const string Wildcard = "*";

    private readonly HashSet<string> wanted = new(StringComparer.Ordinal);
    private readonly HashSet<string> owed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> held = new(StringComparer.Ordinal);

    // Nonces and the generation of sets that each was made from: a late answer says nothing about a newer set.
    private readonly Dictionary<string, long> unanswered = new(StringComparer.Ordinal);
    private ResourceSet set = set;
    private long generation;
    private bool isWildcard;
    private bool owesFirstAnswer;
    private bool mayDiffer;

    public bool IsSubscribed { get; private set; }

    /// <summary>What the gateway said against the present set; null if it has refused nothing of it.</summary>
    public string? Rejection { get; private set; }

    /// <summary>Whether the gateway has been sent all that it wants, and has acknowledged it.</summary>
    public bool IsSettled => !mayDiffer && unanswered.Count == 0;

    /// <summary>
    /// Names that the gateway may hold, though it would not say so: they are sent or withdrawn once more.
    /// </summary>
    public void Suspect(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            held[name] = null;
        }

        mayDiffer = IsSubscribed;
    }

    /// <summary>
    /// Takes over a set. After a refusal all of it is sent, since nobody knows what the gateway holds.
    /// </summary>
    public void Serve(ResourceSet newer, bool again)
    {
        if (again || Rejection is not null)
        {
            Suspect([.. held.Keys]);
        }

        set = newer;
        generation++;
        Rejection = null;
        mayDiffer = IsSubscribed;
    }

    public void Receive(DeltaDiscoveryRequest request)
    {
        if (request.ResponseNonce.Length > 0 && unanswered.Remove(request.ResponseNonce, out var answered)
            && answered == generation && request.ErrorDetail is { } error)
        {
            Rejection = error.Message;
        }

        if (!IsSubscribed)
        {
            Begin(request);
        }

        foreach (var name in request.ResourceNamesSubscribe)
        {
            Subscribe(name, request.InitialResourceVersions);
        }

        foreach (var name in request.ResourceNamesUnsubscribe)
        {
            Unsubscribe(name);
        }
    }

    /// <summary>The next response that the gateway lacks; null when there is none.</summary>
    public DeltaDiscoveryResponse? NextResponse(string nonce)
    {
        if (!mayDiffer)
        {
            return null;
        }

        var response = new DeltaDiscoveryResponse
        {
            TypeUrl = set.TypeUrl, Nonce = nonce, SystemVersionInfo = set.SystemVersion,
        };
        mayDiffer = Fill(response);
        if (response.Resources.Count == 0 && response.RemovedResources.Count == 0 && !owesFirstAnswer)
        {
            return null;
        }

        owesFirstAnswer = false;
        unanswered[nonce] = generation;

        return response;
    }

    // The first request of a type on a stream. Without names it asks for everything, where the type allows that.
    private void Begin(DeltaDiscoveryRequest request)
    {
        IsSubscribed = true;
        mayDiffer = true;
        isWildcard = request.ResourceNamesSubscribe.Count == 0
            && set.TypeUrl is TypeUrls.Cluster or TypeUrls.Listener;
        owesFirstAnswer = request.InitialResourceVersions.Count == 0;
        foreach (var (name, version) in request.InitialResourceVersions)
        {
            held.TryAdd(name, version);
        }
    }

    // A name that is asked for is answered, even if the gateway had it before; unless it just said that it has it.
    private void Subscribe(string name, MapField<string, string> initialVersions)
    {
        mayDiffer = true;
        if (name == Wildcard)
        {
            isWildcard = true;
            return;
        }

        wanted.Add(name);
        if (!initialVersions.ContainsKey(name))
        {
            owed.Add(name);
        }
    }

    private void Unsubscribe(string name)
    {
        if (name == Wildcard)
        {
            isWildcard = false;
            return;
        }

        wanted.Remove(name);
        owed.Remove(name);
        if (!isWildcard)
        {
            held.Remove(name);
        }
    }

    // Route configurations go one by one: the gateway stops at the first bad one of a response. True when more is left.
    private bool Fill(DeltaDiscoveryResponse response)
    {
        var oneByOne = set.TypeUrl == TypeUrls.RouteConfiguration;
        var names = isWildcard
            ? set.Resources.Keys.Concat(held.Keys.Where(name => !set.Resources.ContainsKey(name))).Concat(owed)
            : wanted.Order(StringComparer.Ordinal);
        foreach (var name in names.Distinct(StringComparer.Ordinal).ToArray())
        {
            if (!Add(name, response))
            {
                continue;
            }

            if (oneByOne)
            {
                return true;
            }
        }

        return false;
    }

    private bool Add(string name, DeltaDiscoveryResponse response)
    {
        var isOwed = owed.Remove(name);
        if (set.Resources.TryGetValue(name, out var resource))
        {
            if (!isOwed && held.TryGetValue(name, out var version) && version == resource.Version)
            {
                return false;
            }

            held[name] = resource.Version;
            response.Resources.Add(resource.ToMessage());
            return true;
        }

        // A name that does not exist is answered as removed, so the gateway does not wait for it.
        if (!held.Remove(name) && !isOwed)
        {
            return false;
        }

        response.RemovedResources.Add(name);
        return true;
    }
}

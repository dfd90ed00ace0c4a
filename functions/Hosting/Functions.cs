using System.Collections.Immutable;
using GatewayPipeline.Delivery.Pipeline;

namespace GatewayPipeline.Functions.Hosting;

/// <summary>Called over HTTP by strangers: the host hands the request on as it came.</summary>
internal interface IHttpFunction
{
    /// <summary>As function.json has it, below the prefix of host.json, with one parameter.</summary>
    string Route { get; }

    ImmutableArray<string> Methods { get; }

    /// <summary>A larger body is answered 413 without being looked at.</summary>
    int MostBytes { get; }

    Task<HttpAnswer> AnswerAsync(HttpCall call, CancellationToken cancellation);
}

/// <param name="Parameter">The route's.</param>
internal sealed record HttpCall(
    string Parameter, ImmutableDictionary<string, ImmutableArray<string>> Headers, ReadOnlyMemory<byte> Body);

/// <param name="Text">For the people who look at the sender's log. Never more than the sender may know.</param>
internal sealed record HttpAnswer(int Status, string Text = "");

/// <summary>Called with each message of a queue.</summary>
internal interface IQueueFunction
{
    /// <summary>Of the function, and of its folder.</summary>
    string Name { get; }

    string Queue { get; }

    /// <summary>An exception: it is worth another try.</summary>
    Task<Handling> HandleAsync(ReadOnlyMemory<byte> message, CancellationToken cancellation);
}

/// <summary>Called now and then.</summary>
internal interface ITimerFunction
{
    string Name { get; }

    Task<Handling> RunAsync(CancellationToken cancellation);
}

using System.Collections.Immutable;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Delivery.Publishing;

namespace GatewayPipeline.Delivery.Pipeline;

/// <summary>Where a pipeline works by the settings that are in effect: its store, and its keys under the newest root.</summary>
public sealed record PipelinePlace(
    PipelineSettings Settings, IStoreReader Reader, IStoreWriter Writer, IStoreLister Lister, PublisherKeys Keys);

/// <summary>
/// What the pipeline needs cannot be had now: settings, roots, keys. It may be had later, and the message says what to
/// do.
/// </summary>
public sealed class PipelineNotReadyException : IOException
{
    public PipelineNotReadyException()
    {
    }

    public PipelineNotReadyException(string message)
        : base(message)
    {
    }

    public PipelineNotReadyException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

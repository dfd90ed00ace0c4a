using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Bundles.Trust.Rollouts;

namespace GatewayPipeline.Delivery.Events;

/// <summary>
/// Writes events as CloudEvents, and reads those that ask for work. An event that is sent again has the same id.
/// </summary>
public static class CloudEventFormat
{
    public const string PushType = "dev.gatewaypipeline.push";
    public const string PullRequestType = "dev.gatewaypipeline.pullrequest";
    public const string PublishedType = "dev.gatewaypipeline.release.published";
    public const string RefusedType = "dev.gatewaypipeline.release.refused";
    public const string RolledBackType = "dev.gatewaypipeline.release.rolledback";

    private const string Version = "1.0";
    private const string Json = "application/json";
    private const string Sources = "/sources/";
    private const int LongestId = 256;

    public static byte[] Write(PipelineEvent happened, DateTimeOffset now)
    {
        var (type, id, subject, data) = Describe(happened);

        return JsonSerializer.SerializeToUtf8Bytes(
            new()
            {
                SpecVersion = Version,
                Id = id.Length <= LongestId ? id : BundleDigest.Of(System.Text.Encoding.UTF8.GetBytes(id)).Hex,
                Source = Sources + happened.Source,
                Type = type,
                Subject = subject,
                Time = now,
                DataContentType = Json,
                TraceParent = happened.TraceParent,
                DeliveryId = happened.DeliveryId,
                Data = data,
            },
            CloudEventJsonContext.Default.CloudEventJson);
    }

    /// <summary>Only what asks for work can be read: a push or a pull request.</summary>
    public static bool TryRead(
        ReadOnlySpan<byte> json, [NotNullWhen(true)] out PipelineEvent? happened, out string reason)
    {
        happened = null;
        try
        {
            var read = JsonSerializer.Deserialize(json, CloudEventJsonContext.Default.CloudEventJson);
            reason = read is null ? "it is empty"
                : read.SpecVersion != Version ? $"it is of version '{read.SpecVersion}' of CloudEvents, and {Version} is read"
                : SourceOf(read) is not { } source ? "its source is none of this pipeline: /sources/NAME is"
                : read.Data.ValueKind is not JsonValueKind.Object ? "it is no CloudEvent of this pipeline: it has no data"
                : TryReadData(read, source, out happened) ? ""
                : $"its type '{read.Type}' asks for no work";
        }
        catch (JsonException exception)
        {
            reason = $"it is no CloudEvent of this pipeline: {exception.Message.Split(" LineNumber:")[0]}";
        }

        return happened is not null;
    }

    private static string? SourceOf(CloudEventJson read) =>
        read.Source.StartsWith(Sources, StringComparison.Ordinal)
        && read.Source[Sources.Length..] is var name && StoreLayout.IsChannelName(name)
            ? name
            : null;

    private static bool TryReadData(CloudEventJson read, string source, [NotNullWhen(true)] out PipelineEvent? happened)
    {
        happened = read.Type switch
        {
            PushType when read.Data.Deserialize(CloudEventJsonContext.Default.PushData) is { } push =>
                new PipelineEvent.Push(source, push.Ref, push.Commit),
            PullRequestType when read.Data.Deserialize(CloudEventJsonContext.Default.PullRequestData) is { } asked =>
                new PipelineEvent.PullRequest(source, asked.Number, asked.BaseRef, asked.HeadCommit),
            _ => null,
        };
        happened = happened is null ? null : happened with { TraceParent = read.TraceParent, DeliveryId = read.DeliveryId };

        return happened is not null;
    }

    private static (string Type, string Id, string Subject, JsonElement Data) Describe(PipelineEvent happened) =>
        happened switch
        {
            PipelineEvent.Push push => (
                PushType,
                $"{push.DeliveryId ?? push.Commit ?? "deleted"}:{push.Ref}",
                push.Ref,
                ToElement(new(push.Ref, push.Commit), CloudEventJsonContext.Default.PushData)),
            PipelineEvent.PullRequest asked => (
                PullRequestType,
                string.Create(CultureInfo.InvariantCulture, $"{asked.DeliveryId ?? asked.HeadCommit}:{asked.Number}"),
                string.Create(CultureInfo.InvariantCulture, $"{asked.Number}"),
                ToElement(
                    new(asked.Number, asked.BaseRef, asked.HeadCommit), CloudEventJsonContext.Default.PullRequestData)),
            PipelineEvent.Published published => Describe(published.Head, published.IsRollback),
            PipelineEvent.Refused refused => (
                RefusedType,
                $"{refused.Channel}:{refused.Commit}:{BundleDigest.Of(System.Text.Encoding.UTF8.GetBytes(refused.Reason)).Hex[..16]}",
                refused.Channel,
                ToElement(
                    new(refused.Channel, refused.Reason, refused.Commit), CloudEventJsonContext.Default.RefusalData)),
            _ => throw new UnreachableException(),
        };

    private static (string Type, string Id, string Subject, JsonElement Data) Describe(ChannelHead head, bool isRollback)
    {
        var newest = HeadTarget.Newest(head);

        return (
            isRollback ? RolledBackType : PublishedType,
            string.Create(CultureInfo.InvariantCulture, $"{head.Channel}:{head.Epoch}-{head.Revision}"),
            head.Channel,
            ToElement(
                new(
                    head.Channel, head.Epoch, newest.Release.Sequence, head.Revision, newest.Bundle.ContentDigest.ToString(),
                    head.Source?.Commit, isRollback ? head.Withdrawn?.Reason : null),
                CloudEventJsonContext.Default.ReleaseData));
    }

    private static JsonElement ToElement<T>(T data, JsonTypeInfo<T> type) => JsonSerializer.SerializeToElement(data, type);
}

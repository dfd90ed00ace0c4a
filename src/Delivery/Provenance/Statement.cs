using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace GatewayPipeline.Delivery.Provenance;

/// <summary>An in-toto Statement v1 whose predicate is SLSA provenance v1: what was built, from what, by whom.</summary>
internal sealed record Statement(
    [property: JsonPropertyName("_type")] string Type,
    ImmutableArray<Subject> Subject,
    string PredicateType,
    Provenance Predicate)
{
    public const string PayloadType = "application/vnd.in-toto+json";
    public const string StatementType = "https://in-toto.io/Statement/v1";
    public const string SlsaProvenance = "https://slsa.dev/provenance/v1";
}

internal sealed record Subject(string Name, Sha256Digest Digest);

internal sealed record Sha256Digest(string Sha256);

internal sealed record Provenance(BuildDefinition BuildDefinition, RunDetails RunDetails)
{
    public const string PublishBuild = "urn:gatewaypipeline:publish:v1";
    public const string Builder = "urn:gatewaypipeline:publisher";
}

internal sealed record BuildDefinition(
    string BuildType,
    ExternalParameters ExternalParameters,
    ImmutableArray<ResolvedDependency> ResolvedDependencies,
    InternalParameters? InternalParameters = null);

internal sealed record InternalParameters(string CompilerVersion);

internal sealed record ExternalParameters(
    string Repository, string Environment, string Channel, string? Ref = null, string? Path = null,
    string? Fleet = null);

/// <summary>What went into a build: by its address, or by a name of ours.</summary>
internal sealed record ResolvedDependency(string? Uri = null, DependencyDigest? Digest = null, string? Name = null);

internal sealed record DependencyDigest(string? GitCommit = null, string? Sha256 = null);

internal sealed record RunDetails(BuilderIdentity Builder, RunMetadata Metadata);

internal sealed record BuilderIdentity(string Id);

internal sealed record RunMetadata(DateTimeOffset StartedOn, string? InvocationId = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Statement))]
internal sealed partial class StatementJson : JsonSerializerContext;

using System.Collections.Immutable;
using GatewayPipeline.Delivery.Signing;

namespace GatewayPipeline.Delivery.Pipeline.Settings;

/// <summary>
/// Reads <see cref="PipelineSettings"/> from JSON, strictly: what is not known, there twice or cannot be what it is
/// said to be is refused, all of it at once and where it stands.
/// </summary>
public sealed class SettingsReader
{
    /// <summary>More is not read.</summary>
    public const int MostBytes = 1024 * 1024;

    private readonly List<SettingsProblem> problems = [];
    private readonly ImmutableArray<string> hosts;

    private SettingsReader(ImmutableArray<string> hosts) => this.hosts = hosts;

    /// <param name="hosts">The names of git hosts that a source may have.</param>
    public static SettingsReading Read(ReadOnlySpan<byte> json, ImmutableArray<string> hosts) =>
        new SettingsReader(hosts).Read(json);

    private SettingsReading Read(ReadOnlySpan<byte> json)
    {
        if (!LocatedJson.TryParse(json, out var document, out var broken))
        {
            return new SettingsReading.Refused([broken]);
        }

        var settings = FieldReader.Open(document, "$", problems) is { } fields ? Read(fields) : null;

        return settings is not null && problems.Count == 0
            ? new SettingsReading.Read(settings)
            : new SettingsReading.Refused([.. problems.OrderBy(problem => (problem.Line, problem.Column))]);
    }

    private PipelineSettings Read(FieldReader fields)
    {
        var settings = new PipelineSettings
        {
            Store = fields.Text("store", Objections.Blank),
            Root = fields.Text("root", Objections.Digest),
            Keys = fields.List("keys", isNeeded: true, (value, path) => ReadKey(fields, value, path)),
            Sources = fields.List("sources", isNeeded: true, ReadSource),
            ReportSecrets = fields.List("reportSecrets", isNeeded: false, (value, path) => CredentialSettings.ReadSecret(
                fields, value, path)),
        };
        foreach (var role in new[] { TrustRole.Release, TrustRole.Channel })
        {
            if (fields.Has("keys") && settings.Keys.All(key => key.Role != role))
            {
                fields.Refuse("keys", $"there is no {role.ToString().ToLowerInvariant()} key");
            }
        }

        RefuseTwins(fields, settings);
        fields.Finish();

        return settings;
    }

    // Two sources that publish to one channel would take it from each other for ever.
    private static void RefuseTwins(FieldReader fields, PipelineSettings settings)
    {
        foreach (var name in Twice(settings.Sources.Select(source => source.Name)))
        {
            fields.Refuse("sources", $"two sources are called '{name}'");
        }

        foreach (var channel in Twice(settings.Sources.SelectMany(source => source.Refs).Select(each => each.Channel ?? "")))
        {
            fields.Refuse("sources", $"channel '{channel}' is published to by two refs");
        }
    }

    private static IEnumerable<string> Twice(IEnumerable<string> names) =>
        names.Where(name => name.Length > 0).GroupBy(name => name, StringComparer.Ordinal)
            .Where(same => same.Skip(1).Any()).Select(same => same.Key);

    private static KeySource? ReadKey(FieldReader fields, LocatedValue value, string path)
    {
        KeySource? source = null;
        fields.TextOf(value, path, text =>
            !KeySource.TryParse(text, out source, out var problem) ? problem
            : source.Role is TrustRole.Root ? "a root key does not belong here: nothing that runs by itself signs roots"
            : null);

        return source is { Role: not TrustRole.Root } ? source : null;
    }

    private TrackedSource? ReadSource(LocatedValue value, string path)
    {
        if (FieldReader.Open(value, path, problems) is not { } fields)
        {
            return null;
        }

        var source = new TrackedSource
        {
            Name = fields.Text("name", Objections.Name),
            Host = fields.Text("host", text => hosts.Contains(text)
                ? null
                : $"'{text}' is no git host that is known: {string.Join(", ", hosts)}"),
            Repository = fields.Text("repository", Objections.Repository),
            RepositoryId = fields.Text("repositoryId", Objections.Blank),
            Path = fields.Optional("path", Objections.SubPath),
            Refs = fields.List("refs", isNeeded: true, ReadRef),
            Platform = fields.Object("platform") is { } platform ? ReadPlatform(platform) : null,
            WebhookSecrets = fields.List("webhookSecrets", isNeeded: false, (item, place) => CredentialSettings.ReadSecret(
                fields, item, place)),
            Credential = fields.Object("credential") is { } credential ? CredentialSettings.Read(credential) : null,
            ReviewsPullRequests = fields.Truth("reviewsPullRequests", otherwise: true),
        };
        foreach (var twin in source.Refs.GroupBy(each => (each.Ref, each.Channel, each.Fleet)).Where(same => same.Skip(1).Any()))
        {
            fields.Refuse("refs", $"{twin.Key.Ref} is tracked twice in the same way");
        }

        fields.Finish();

        return source;
    }

    private TrackedRef? ReadRef(LocatedValue value, string path)
    {
        if (FieldReader.Open(value, path, problems) is not { } fields)
        {
            return null;
        }

        var tracked = new TrackedRef(
            fields.Text("ref", Objections.FullRef),
            fields.Optional("channel", Objections.Name),
            fields.Optional("fleet", Objections.Blank));
        fields.Finish();

        return tracked;
    }

    private static PlatformSource ReadPlatform(FieldReader fields)
    {
        var platform = new PlatformSource(
            fields.Text("repository", Objections.Repository),
            fields.Optional("ref", Objections.FullRef),
            fields.Optional("path", Objections.SubPath));
        fields.Finish();

        return platform;
    }
}

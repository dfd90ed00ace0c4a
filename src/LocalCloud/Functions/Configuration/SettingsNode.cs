using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GatewayPipeline.LocalCloud.Functions.Configuration;

/// <summary>
/// A JSON object in a file of settings, which knows where it stands: whoever reads a value of the wrong kind is told
/// the file and the path. Names are compared without case and comments are allowed, as the Functions host does it.
/// </summary>
internal sealed class SettingsNode
{
    private readonly string file;
    private readonly string path;
    private readonly JsonObject? node;

    private SettingsNode(string file, string path, JsonObject? node) =>
        (this.file, this.path, this.node) = (file, path, node);

    /// <summary>Whether the object is written at all; one that is not has no values.</summary>
    public bool Exists => node is not null;

    /// <exception cref="LocalCloudException">There is no such file, or it is not a JSON object.</exception>
    public static SettingsNode Read(string file)
    {
        try
        {
            var read = JsonNode.Parse(
                File.ReadAllBytes(file),
                new() { PropertyNameCaseInsensitive = true },
                new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });

            return new(file, "", read as JsonObject ?? throw new LocalCloudException($"{file} is not a JSON object."));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException
            or ArgumentException)
        {
            throw new LocalCloudException($"{file} cannot be read: {exception.Message}", exception);
        }
    }

    public SettingsNode Section(string name) => new(file, PathOf(name), Value(name) switch
    {
        null => null,
        JsonObject section => section,
        _ => throw Wrong(name, "an object"),
    });

    /// <summary>The objects of an array; none if it is not written.</summary>
    public IEnumerable<SettingsNode> Sections(string name)
    {
        if (Value(name) is not { } value)
        {
            yield break;
        }

        foreach (var (index, item) in (value as JsonArray ?? throw Wrong(name, "an array")).Index())
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{name}[{index}]");

            yield return new(file, PathOf(at), item as JsonObject ?? throw Wrong(at, "an object"));
        }
    }

    public string? Text(string name) => Value(name) switch
    {
        null => null,
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => throw Wrong(name, "a string"),
    };

    public string RequiredText(string name) =>
        Text(name) is { Length: > 0 } text ? text : throw Error($"{PathOf(name)} is missing");

    /// <summary>The strings of an array; none if it is not written.</summary>
    public string[] Texts(string name) => Value(name) switch
    {
        null => [],
        JsonArray array =>
        [
            .. array.Select(item => item is JsonValue value && value.TryGetValue<string>(out var text)
                ? text : throw Wrong(name, "an array of strings")),
        ],
        _ => throw Wrong(name, "an array of strings"),
    };

    public bool Flag(string name, bool unlessWritten = false) => Value(name) switch
    {
        null => unlessWritten,
        JsonValue value when value.TryGetValue<bool>(out var flag) => flag,
        JsonValue value when value.TryGetValue<string>(out var text) && bool.TryParse(text, out var flag) => flag,
        _ => throw Wrong(name, "true or false"),
    };

    public int Number(string name, int unlessWritten, int least, int most) => Value(name) switch
    {
        null => unlessWritten,
        JsonValue value when value.TryGetValue<int>(out var number) && number >= least && number <= most => number,
        _ => throw Wrong(name, string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}")),
    };

    /// <summary>A span of time, written as <c>hh:mm:ss</c>; null if it is not written.</summary>
    public TimeSpan? Span(string name) => Text(name) is not { } text ? null
        : TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) && span >= TimeSpan.Zero ? span
        : throw Wrong(name, "a span of time such as 00:00:30");

    public LocalCloudException Error(string problem) => new($"{file}: {problem}.");

    private LocalCloudException Wrong(string name, string expected) =>
        Error($"{PathOf(name)} is {Value(name)?.ToJsonString() ?? "something else"}; write {expected}");

    private JsonNode? Value(string name) => node?[name];

    private string PathOf(string name) => path is "" ? name : $"{path}.{name}";
}

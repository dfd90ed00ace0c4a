using System.Text.RegularExpressions;

namespace GatewayPipeline.LocalCloud.Functions.Configuration;

/// <summary>
/// The settings of an app, which are the environment of its process, too: those that were given, and behind them what
/// this process itself was started with.
/// </summary>
internal sealed partial class AppSettings(IReadOnlyDictionary<string, string> given)
{
    public const string Storage = "AzureWebJobsStorage";

    public IReadOnlyDictionary<string, string> Given => given;

    public string? Find(string name) =>
        given.TryGetValue(name, out var value) ? value : Environment.GetEnvironmentVariable(name);

    /// <summary>Replaces <c>%NAME%</c> where there is such a setting, and leaves the rest as it is: so the Functions
    /// host treats the handler's path and arguments.</summary>
    public string Expand(string text) =>
        Placeholder().Replace(text, match => Find(match.Groups["name"].Value) ?? match.Value);

    /// <summary>Replaces <c>%NAME%</c> in a value of a binding, where each must be a setting.</summary>
    public string Resolve(SettingsNode binding, string text) =>
        Placeholder().Replace(text, match => Find(match.Groups["name"].Value)
            ?? throw binding.Error($"there is no app setting {match.Value}, which a binding names"));

    /// <summary>The connection string that a binding's <c>connection</c> stands for: it names a setting.</summary>
    public string Connection(SettingsNode binding)
    {
        var name = binding.Text("connection") is { Length: > 0 } written ? written : Storage;

        return Find($"AzureWebJobs{name}") ?? Find(name)
            ?? throw binding.Error(
                $"there is no app setting {name} with the connection string of a storage account; the local host " +
                "knows no other way to a storage account");
    }

    [GeneratedRegex("%(?<name>[^%]+)%")]
    private static partial Regex Placeholder();
}

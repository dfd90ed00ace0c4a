using System.Collections.Immutable;
using NCrontab;

namespace GatewayPipeline.LocalCloud.Functions.Configuration;

/// <summary>Reads the functions of an app: every folder beside <c>host.json</c> that holds a <c>function.json</c>.
/// </summary>
internal static class FunctionFolder
{
    public const string FileName = "function.json";

    /// <summary>In the order of their names; without those that are disabled.</summary>
    /// <exception cref="LocalCloudException">One cannot be read, or has what the local host does not know.</exception>
    public static ImmutableArray<FunctionDefinition> ReadAll(string appFolder, AppSettings settings) =>
    [
        .. Directory.EnumerateDirectories(appFolder)
            .Order(StringComparer.Ordinal)
            .Where(folder => File.Exists(Path.Combine(folder, FileName)))
            .Select(folder => Read(folder, settings))
            .OfType<FunctionDefinition>(),
    ];

    private static FunctionDefinition? Read(string folder, AppSettings settings)
    {
        var name = Path.GetFileName(folder);
        var file = SettingsNode.Read(Path.Combine(folder, FileName));
        if (file.Flag("disabled") || settings.Find($"AzureWebJobs.{name}.Disabled") is "true" or "1")
        {
            return null;
        }

        if (file.Section("retry").Exists)
        {
            throw file.Error("retry is not known to the local host; a queue has maxDequeueCount in host.json instead");
        }

        var bindings = file.Sections("bindings").ToArray();
        var inputs = bindings.Where(binding => binding.Text("direction")?.ToLowerInvariant() is null or "in").ToArray();
        if (inputs is not [var input])
        {
            throw file.Error("there must be exactly one binding with the direction in, the trigger");
        }

        return new(
            name, ReadTrigger(input, name, settings),
            [.. bindings.Except(inputs).Select(binding => ReadOutput(binding, settings))]);
    }

    private static Trigger ReadTrigger(SettingsNode binding, string function, AppSettings settings)
    {
        var name = binding.RequiredText("name");

        return binding.RequiredText("type").ToLowerInvariant() switch
        {
            "httptrigger" => new Trigger.Http(
                name,
                settings.Resolve(binding, binding.Text("route") ?? function).Trim('/'),
                [.. binding.Texts("methods").Select(method => method.ToUpperInvariant())],
                ReadAnonymous(binding)),
            "queuetrigger" => new Trigger.Queue(name, ReadQueue(binding, settings), IsBinary(binding)),
            "timertrigger" => new Trigger.Timer(
                name,
                ReadSchedule(binding, settings),
                binding.Flag("runOnStartup"),
                binding.Flag("useMonitor", unlessWritten: true)),
            var other => throw binding.Error(
                $"the local host knows the triggers httpTrigger, queueTrigger and timerTrigger, not {other}"),
        };
    }

    private static Output ReadOutput(SettingsNode binding, AppSettings settings)
    {
        if (binding.Text("direction")?.ToLowerInvariant() is not "out")
        {
            throw binding.Error("the direction of a binding is in or out");
        }

        var name = binding.RequiredText("name");

        return binding.RequiredText("type").ToLowerInvariant() switch
        {
            "http" => new Output.Http(name),
            "queue" => new Output.Queue(name, ReadQueue(binding, settings), IsBinary(binding)),
            var other => throw binding.Error($"the local host knows the outputs http and queue, not {other}"),
        };
    }

    private static QueuePlace ReadQueue(SettingsNode binding, AppSettings settings) =>
        new(
            settings.Connection(binding),
            settings.Resolve(binding, binding.RequiredText("queueName")).ToLowerInvariant());

    private static CrontabSchedule ReadSchedule(SettingsNode binding, AppSettings settings)
    {
        var written = settings.Resolve(binding, binding.RequiredText("schedule"));

        return CrontabSchedule.TryParse(written, new() { IncludingSeconds = true })
            ?? throw binding.Error(
                $"the schedule {written} is not one of six fields: second minute hour day month day-of-week");
    }

    private static bool ReadAnonymous(SettingsNode binding) => binding.Text("authLevel")?.ToLowerInvariant() switch
    {
        "anonymous" => true,
        null or "function" => false,
        var other => throw binding.Error($"the local host knows the authLevel anonymous and function, not {other}"),
    };

    private static bool IsBinary(SettingsNode binding) => binding.Text("dataType")?.ToLowerInvariant() is "binary";
}

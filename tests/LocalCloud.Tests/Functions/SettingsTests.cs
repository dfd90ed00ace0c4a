using GatewayPipeline.LocalCloud.Functions.Configuration;

namespace GatewayPipeline.LocalCloud.Tests.Functions;

/// <summary>What is said of an app that is not as it must be: each message names the file and the place.</summary>
public sealed class SettingsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("gwp-app-").FullName;

    private static AppSettings NoSettings { get; } = new(new Dictionary<string, string>());

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("{", "cannot be read")]
    [InlineData("[]", "is not a JSON object")]
    [InlineData("""{"version": "1.0"}""", "version must be \"2.0\"")]
    [InlineData("""{"version": "2.0"}""", "customHandler is missing")]
    [InlineData("""{"version": "2.0", "customHandler": {}}""", "description.defaultExecutablePath is missing")]
    public void A_host_json_that_is_wrong_is_named(string hostJson, string message)
    {
        File.WriteAllText(Path.Combine(folder, "host.json"), hostJson);

        var refused = Assert.Throws<LocalCloudException>(() => HostSettings.Read(folder, NoSettings));

        Assert.StartsWith(Path.Combine(folder, "host.json"), refused.Message, StringComparison.Ordinal);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("batchSize", "33", "extensions.queues.batchSize is 33; write a whole number from 1 to 32")]
    [InlineData("batchSize", "0", "extensions.queues.batchSize is 0; write a whole number from 1 to 32")]
    [InlineData("maxPollingInterval", "\"soon\"", "write a span of time such as 00:00:30")]
    [InlineData("messageEncoding", "\"utf8\"", "messageEncoding must be none or base64")]
    [InlineData("maxDequeueCount", "\"5\"", "extensions.queues.maxDequeueCount is \"5\"; write a whole number")]
    public void A_setting_of_queues_that_is_wrong_is_named(string name, string value, string message)
    {
        WriteHost($$"""{ "{{name}}": {{value}} }""");

        var refused = Assert.Throws<LocalCloudException>(() => HostSettings.Read(folder, NoSettings));

        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_written_has_the_defaults_of_the_host()
    {
        WriteHost("{}");

        var settings = HostSettings.Read(folder, NoSettings);

        Assert.Equal("api", settings.RoutePrefix);
        Assert.Null(settings.FunctionTimeout);
        Assert.Equal(HttpPassing.Envelope, settings.Handler.HttpPassing);
        Assert.Equal(TimeSpan.FromSeconds(30), settings.Handler.InitializationTimeout);
        Assert.Equal(
            new()
            {
                BatchSize = 16, NewBatchThreshold = 8 * Environment.ProcessorCount, MaxDequeueCount = 5,
                VisibilityTimeout = TimeSpan.Zero, MaxPollingInterval = TimeSpan.FromMinutes(1), IsBase64 = true,
            },
            settings.Queues);
    }

    [Theory]
    [InlineData("[]", "there must be exactly one binding with the direction in, the trigger")]
    [InlineData("""[{"type":"blobTrigger","name":"a","direction":"in"}]""", "not blobtrigger")]
    [InlineData("""[{"type":"httpTrigger","direction":"in"}]""", "bindings[0].name is missing")]
    [InlineData("""[{"type":"httpTrigger","name":"a","authLevel":"admin"}]""", "anonymous and function, not admin")]
    [InlineData("""[{"type":"queueTrigger","name":"a","queueName":"%NONE%","connection":"Known"}]""", "setting %NONE%")]
    [InlineData("""[{"type":"queueTrigger","name":"a","queueName":"b","connection":"Unknown"}]""", "setting Unknown")]
    [InlineData("""[{"type":"timerTrigger","name":"a","schedule":"* * * * *"}]""", "is not one of six fields")]
    [InlineData("""[{"type":"httpTrigger","name":"a"},{"type":"table","name":"b","direction":"out"}]""", "not table")]
    [InlineData("""[{"type":"httpTrigger","name":"a"},{"type":"http","name":"b","direction":"up"}]""", "is in or out")]
    public void A_function_json_that_is_wrong_is_named(string bindings, string message)
    {
        Directory.CreateDirectory(Path.Combine(folder, "Wrong"));
        File.WriteAllText(Path.Combine(folder, "Wrong", "function.json"), $$"""{"bindings": {{bindings}} }""");

        var refused = Assert.Throws<LocalCloudException>(
            () => FunctionFolder.ReadAll(folder, new(new Dictionary<string, string> { ["Known"] = "x" })));

        Assert.StartsWith(Path.Combine(folder, "Wrong", "function.json"), refused.Message, StringComparison.Ordinal);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"disabled": true, "bindings": [{"type":"httpTrigger","name":"a"}]}""", "")]
    [InlineData("""{"bindings": [{"type":"httpTrigger","name":"a"}]}""", "true")]
    public void A_function_that_is_disabled_is_left_out(string functionJson, string setting)
    {
        Directory.CreateDirectory(Path.Combine(folder, "Off"));
        File.WriteAllText(Path.Combine(folder, "Off", "function.json"), functionJson);

        Assert.Empty(FunctionFolder.ReadAll(
            folder, new(new Dictionary<string, string> { ["AzureWebJobs.Off.Disabled"] = setting })));
    }

    private void WriteHost(string queues) => File.WriteAllText(Path.Combine(folder, "host.json"), $$"""
        {
          "version": "2.0",
          "customHandler": { "description": { "defaultExecutablePath": "handler" } },
          "extensions": { "queues": {{queues}} }
        }
        """);
}

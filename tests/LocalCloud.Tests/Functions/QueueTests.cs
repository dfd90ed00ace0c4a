using System.Globalization;
using System.Text;
using GatewayPipeline.LocalCloud.Functions;

namespace GatewayPipeline.LocalCloud.Tests.Functions;

/// <summary>Functions that run for messages of a queue.</summary>
public sealed class QueueTests(StorageAccount account)
{
    [Fact]
    public async Task A_message_is_deleted_when_its_invocation_succeeded()
    {
        await using var app = new TestApp(account);
        var queue = await app.AddQueueFunctionAsync("Work");
        await app.StartAsync();

        await queue.SendAsync("hello");

        var request = Assert.Single(await app.RequestsAsync(1));
        Assert.Equal("POST /Work", $"{request["method"]} {request["url"]}");
        Assert.StartsWith("application/json", $"{request["headers"]!["content-type"]}", StringComparison.Ordinal);
        Assert.StartsWith("Azure-Functions-Host/4.", $"{request["headers"]!["user-agent"]}", StringComparison.Ordinal);
        Assert.StartsWith("4.", $"{request["headers"]!["x-azure-functions-hostversion"]}", StringComparison.Ordinal);
        var id = Guid.Parse($"{request["headers"]!["x-azure-functions-invocationid"]}", CultureInfo.InvariantCulture);
        await Waiting.UntilAsync("an empty queue", queue.IsEmptyAsync);
        Assert.Equal(id, app.Observations.OfType<HostObservation.InvocationEnded>().Single().InvocationId);
        Assert.Contains(app.Log, entry => entry.Line == "Work: did hello");
    }

    [Fact]
    public async Task A_text_arrives_encoded_twice_and_the_metadata_as_texts()
    {
        await using var app = new TestApp(account);
        var queue = await app.AddQueueFunctionAsync("Work");
        await app.StartAsync();

        await queue.SendAsync("\"quoted\" & ü");

        var envelope = Assert.Single(await app.RequestsAsync(1))["envelope"]!;
        Assert.Equal("\"\\\"quoted\\\" & ü\"", envelope["Data"]!["item"]!.GetValue<string>());
        var metadata = envelope["Metadata"]!.AsObject();
        Assert.Equal(
            ["DequeueCount", "ExpirationTime", "Id", "InsertionTime", "NextVisibleTime", "PopReceipt", "sys"],
            metadata.Select(entry => entry.Key).Order(StringComparer.Ordinal));
        Assert.Equal("1", metadata["DequeueCount"]!.GetValue<string>());
        Assert.Matches("^\"[0-9a-f-]{36}\"$", metadata["Id"]!.GetValue<string>());
        Assert.Equal("Work", $"{metadata["sys"]!["MethodName"]}");
        var hidden = DateTimeOffset.Parse($"{metadata["NextVisibleTime"]}", CultureInfo.InvariantCulture)
            - DateTimeOffset.Parse($"{metadata["InsertionTime"]}", CultureInfo.InvariantCulture);
        Assert.InRange(hidden, TimeSpan.FromMinutes(9.5), TimeSpan.FromMinutes(10.5));
    }

    [Fact]
    public async Task A_message_that_is_an_object_shadows_what_the_host_says()
    {
        await using var app = new TestApp(account);
        var queue = await app.AddQueueFunctionAsync("Work");
        await app.StartAsync();
        const string Event = """
            {"id":"mine","specversion":"1.0","number":7,"flag":true,"nothing":null,"list":[1],"data":{"a":1},
             "time":"2026-11-24T10:20:30Z","ownTrigger":"x"}
            """;

        await queue.SendAsync(Event);

        var metadata = Assert.Single(await app.RequestsAsync(1))["envelope"]!["Metadata"]!.AsObject();
        Assert.Equal("\"mine\"", metadata["Id"]!.GetValue<string>());
        Assert.Equal("\"1.0\"", metadata["specversion"]!.GetValue<string>());
        Assert.Equal("\"7\"", metadata["number"]!.GetValue<string>());
        Assert.Equal("\"True\"", metadata["flag"]!.GetValue<string>());
        Assert.Equal("\"11/24/2026 10:20:30\"", metadata["time"]!.GetValue<string>());
        Assert.Equal("""{"a":1}""", metadata["data"]!.ToJsonString());
        Assert.DoesNotContain("nothing", metadata);
        Assert.DoesNotContain("list", metadata);
        Assert.DoesNotContain("ownTrigger", metadata);
    }

    [Fact]
    public async Task A_message_that_fails_again_and_again_goes_to_the_poison_queue()
    {
        await using var app = new TestApp(account);
        app.HostJson["extensions"]!["queues"]!["maxDequeueCount"] = 3;
        var queue = await app.AddQueueFunctionAsync("Work");
        await app.StartAsync();

        await queue.SendAsync("fail");

        var poison = await TestQueue.CreateAsync(account, queue.Name + "-poison");
        await Waiting.UntilAsync("a poison message", async () => await poison.PeekAsync() is ["fail"]);
        await Waiting.UntilAsync("an empty queue", queue.IsEmptyAsync);
        Assert.Equal(
            ["1", "2", "3"],
            app.Requests.Select(request => $"{request["envelope"]!["Metadata"]!["DequeueCount"]}"));
        Assert.All(app.Observations.OfType<HostObservation.InvocationEnded>(),
            end => Assert.Equal("the handler answered 500: failed as told", end.Failure));
        Assert.Single(app.Observations.OfType<HostObservation.MessagePoisoned>());
    }

    [Fact]
    public async Task A_failed_message_comes_back_after_the_visibility_timeout()
    {
        await using var app = new TestApp(account);
        app.HostJson["extensions"]!["queues"]!["visibilityTimeout"] = "00:00:02";
        var queue = await app.AddQueueFunctionAsync("Work");
        await app.StartAsync();

        await queue.SendAsync("fail");

        await app.RequestsAsync(2);
        var started = app.Observations.OfType<HostObservation.InvocationStarted>().ToArray();
        Assert.True(started[1].At - started[0].At >= TimeSpan.FromSeconds(1.5));
    }

    [Fact]
    public async Task A_message_whose_handler_was_killed_is_worked_on_by_the_next()
    {
        await using var app = new TestApp(account);
        var queue = await app.AddQueueFunctionAsync("Work");
        await app.StartAsync();

        await queue.SendAsync("exit 7");

        await app.RequestsAsync(2);
        Assert.Equal(7, app.Observations.OfType<HostObservation.HandlerEnded>().First().ExitCode);
        Assert.Equal("2", $"{app.Requests[1]["envelope"]!["Metadata"]!["DequeueCount"]}");
    }

    [Fact]
    public async Task No_more_messages_are_worked_on_at_once_than_host_json_allows()
    {
        await using var app = new TestApp(account);
        app.HostJson["extensions"]!["queues"]!["batchSize"] = 2;
        app.HostJson["extensions"]!["queues"]!["newBatchThreshold"] = 0;
        var queue = await app.AddQueueFunctionAsync("Work");
        for (var sent = 0; sent < 5; sent++)
        {
            await queue.SendAsync("sleep 200");
        }

        await app.StartAsync();
        await Waiting.UntilAsync("an empty queue", queue.IsEmptyAsync);

        var (running, most) = (0, 0);
        foreach (var observation in app.Observations)
        {
            running += observation switch
            {
                HostObservation.InvocationStarted => 1,
                HostObservation.InvocationEnded => -1,
                _ => 0,
            };
            most = Math.Max(most, running);
        }

        Assert.Equal(2, most);
    }

    [Fact]
    public async Task Base64_is_the_default_and_what_is_none_is_poison_at_once()
    {
        await using var app = new TestApp(account);
        app.HostJson["extensions"]!["queues"]!.AsObject().Remove("messageEncoding");
        var queue = await app.AddQueueFunctionAsync("Work");
        await app.StartAsync();

        await queue.SendAsync(Convert.ToBase64String(Encoding.UTF8.GetBytes("hello")));
        await queue.SendAsync("not base64!");

        var poison = await TestQueue.CreateAsync(account, queue.Name + "-poison");
        await Waiting.UntilAsync("a poison message", async () => await poison.PeekAsync() is ["not base64!"]);
        await Waiting.UntilAsync("an empty queue", queue.IsEmptyAsync);
        Assert.Equal("\"hello\"", $"{Assert.Single(app.Requests)["envelope"]!["Data"]!["item"]}");
    }

    [Fact]
    public async Task A_binary_trigger_gets_base64()
    {
        await using var app = new TestApp(account);
        var queue = await app.AddQueueFunctionAsync("Work", """, "dataType": "binary" """);
        await app.StartAsync();

        await queue.SendAsync("hello");

        Assert.Equal("aGVsbG8=", $"{(await app.RequestsAsync(1))[0]["envelope"]!["Data"]!["item"]}");
    }

    [Theory]
    [InlineData("""{"Outputs":{"out":"plain text!"}}""", "plain text!")]
    [InlineData("""{"Outputs":{"out":{"a":1}}}""", """{"a":1}""")]
    [InlineData("""{"Outputs":{"out":["one","two"]}}""", "one", "two")]
    [InlineData("""{"Outputs":{"out":"aGVsbG8="}}""", "hello")]
    [InlineData("""{"outputs":{"out":"Hello return"}}""", "Hello return")]
    public async Task A_queue_output_is_sent_and_what_could_be_base64_is_taken_for_it(
        string answer, params string[] expected)
    {
        await using var app = new TestApp(account);
        var output = await TestQueue.CreateAsync(account, StorageAccount.NewName("out"));
        var queue = await app.AddQueueFunctionAsync("Work", outputs: $$"""
            , { "name": "out", "type": "queue", "direction": "out", "queueName": "{{output.Name}}" }
            """);
        await app.StartAsync();

        await queue.SendAsync("raw " + answer);

        await Waiting.UntilAsync("an empty queue", queue.IsEmptyAsync);
        Assert.Equal(expected, await output.PeekAsync());
    }

    [Theory]
    [InlineData("plain Hello World", "the handler answered text/plain; it must be application/json")]
    [InlineData("raw Hello World", "the handler answered what is no JSON: Hello World")]
    [InlineData("raw [1]", "the handler answered what is no object: [1]")]
    public async Task An_answer_that_is_none_is_a_failure(string command, string reason)
    {
        await using var app = new TestApp(account);
        var queue = await app.AddQueueFunctionAsync("Work");
        await app.StartAsync();

        await queue.SendAsync(command);

        var failed = await Waiting.UntilAsync("a failure", () => Task.FromResult(
            app.Observations.OfType<HostObservation.InvocationEnded>().FirstOrDefault()));
        Assert.Equal(reason, failed.Failure);
    }
}

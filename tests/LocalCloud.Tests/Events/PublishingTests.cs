using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Azure;
using GatewayPipeline.LocalCloud.Events;

namespace GatewayPipeline.LocalCloud.Tests.Events;

/// <summary>What a topic takes, and from whom.</summary>
public sealed class PublishingTests(StorageAccount account)
{
    private const string Valid = """{"id":"1","source":"/git","type":"Git.Push","specversion":"1.0"}""";

    private static readonly HttpClient Client = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_azures_client_sends_lies_in_the_queue_as_plain_json()
    {
        await using var topic = await TestTopic.StartAsync(account);

        await topic.PublishAsync(TestTopic.Event("1"), TestTopic.Event("2"));

        await topic.SeenAsync<TopicObservation.Delivered>(2);
        var messages = await topic.Queue.PeekAsync();
        var delivered = messages.Select(text => JsonNode.Parse(text)!).Single(message => $"{message["id"]}" == "1");
        Assert.Equal(2, messages.Length);
        Assert.Equal("1.0", $"{delivered["specversion"]}");
        Assert.Equal("/git/example/routes", $"{delivered["source"]}");
        Assert.Equal("""{"after":"abc"}""", delivered["data"]!.ToJsonString());
    }

    [Fact]
    public async Task A_client_without_the_key_is_refused()
    {
        await using var topic = await TestTopic.StartAsync(account);
        var stranger = new Azure.Messaging.EventGrid.EventGridPublisherClient(
            topic.Topic.Endpoint, new AzureKeyCredential("guessed"));

        var refused = await Assert.ThrowsAsync<RequestFailedException>(
            () => stranger.SendEventAsync(TestTopic.Event("1"), Cancellation));

        Assert.Equal(401, refused.Status);
        Assert.Contains("aeg-sas-key is no key of this topic", refused.Message, StringComparison.Ordinal);
        Assert.Empty(topic.Observations);
    }

    [Theory]
    [InlineData("https://eventgrid.azure.net", 3600, 200)]
    [InlineData("https://eventgrid.azure.net/", 3600, 200)]
    [InlineData("https://eventgrid.azure.net", -1, 401)]
    [InlineData("https://storage.azure.com", 3600, 401)]
    public async Task A_token_must_be_for_event_grid_and_in_force(string audience, int seconds, int status)
    {
        await using var topic = await TestTopic.StartAsync(account);
        var expires = topic.Clock.GetUtcNow().AddSeconds(seconds).ToUnixTimeSeconds();
        var payload = Base64Url.EncodeToString(
            Encoding.UTF8.GetBytes($$"""{"aud":"{{audience}}","exp":{{expires}}}"""));

        Assert.Equal(status, await PostAsync(topic, $"[{Valid}]", request =>
            request.Headers.Authorization = new("Bearer", $"e30.{payload}.e30")));
    }

    [Theory]
    [InlineData("no token at all")]
    [InlineData("a.b.c")]
    public async Task What_is_no_token_is_refused(string token)
    {
        await using var topic = await TestTopic.StartAsync(account);

        Assert.Equal(401, await PostAsync(topic, $"[{Valid}]", request =>
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}")));
        Assert.Equal(401, await PostAsync(topic, $"[{Valid}]", _ => { }));
    }

    [Theory]
    [InlineData("[]", 200)]
    [InlineData("[" + Valid + "," + Valid + "]", 200)]
    [InlineData(Valid, 400)]
    [InlineData("[1]", 400)]
    [InlineData("not JSON", 400)]
    [InlineData("""[{"source":"/git","type":"t","specversion":"1.0"}]""", 400)]
    [InlineData("""[{"id":"","source":"/git","type":"t","specversion":"1.0"}]""", 400)]
    [InlineData("""[{"id":1,"source":"/git","type":"t","specversion":"1.0"}]""", 400)]
    [InlineData("""[{"id":"1","type":"t","specversion":"1.0"}]""", 400)]
    [InlineData("""[{"id":"1","source":"/git","specversion":"1.0"}]""", 400)]
    [InlineData("""[{"id":"1","source":"/git","type":"t"}]""", 400)]
    [InlineData("""[{"id":"1","source":"/git","type":"t","specversion":"0.3"}]""", 400)]
    [InlineData("""[{"id":"1","source":"/git","type":"t","specversion":"1.0","time":"yesterday"}]""", 400)]
    [InlineData("""[{"id":"1","source":"/git","type":"t","specversion":"1.0","data":1,"data_base64":"AA=="}]""", 400)]
    [InlineData("""[{"id":"1","source":"/git","type":"t","specversion":"1.0","traceparent":"00-1"}]""", 200)]
    [InlineData("""[{"id":"1","source":"/git","type":"t","specversion":"1.0","traceParent":"00-1"}]""", 400)]
    [InlineData("""[{"id":"1","source":"/git","type":"t","specversion":"1.0","extension":{"a":1}}]""", 400)]
    public async Task Events_are_taken_all_or_not_at_all(string body, int status)
    {
        await using var topic = await TestTopic.StartAsync(account);

        Assert.Equal(status, await PostAsync(topic, body));
        Assert.Equal(status == 200, topic.Observations.OfType<TopicObservation.Published>().Any() || body is "[]");
    }

    [Fact]
    public async Task One_invalid_event_of_a_batch_keeps_all_others_out()
    {
        await using var topic = await TestTopic.StartAsync(account);

        Assert.Equal(400, await PostAsync(topic, $$"""[{{Valid}},{"id":"2"}]"""));

        Assert.Empty(topic.Observations);
    }

    [Theory]
    [InlineData(0, 200)]
    [InlineData(1, 413)]
    public async Task A_post_has_at_most_one_megabyte(int more, int status)
    {
        await using var topic = await TestTopic.StartAsync(
            account, with => with with { IncludedEventTypes = ["none"] });
        var frame = $"[{Valid[..^1]},\"data\":\"\"}}]".Length;
        var body = $"[{Valid[..^1]},\"data\":\"{new string('x', 1024 * 1024 - frame + more)}\"}}]";

        Assert.Equal(status, await PostAsync(topic, body));
    }

    [Theory]
    [InlineData("application/json", "", 400)]
    [InlineData("application/cloudevents-batch+json", "?api-version=2018-01-01", 200)]
    [InlineData("application/cloudevents-batch+json", "?api-version=2017-01-01", 400)]
    [InlineData("application/cloudevents-batch+json", "?", 400)]
    public async Task The_schema_and_the_version_must_be_those_of_the_topic(string mediaType, string query, int status)
    {
        await using var topic = await TestTopic.StartAsync(account);

        Assert.Equal(
            status, await PostAsync(topic, $"[{Valid}]", mediaType: mediaType, query: query is "" ? null : query));
    }

    [Fact]
    public async Task One_event_may_come_alone()
    {
        await using var topic = await TestTopic.StartAsync(account);

        Assert.Equal(200, await PostAsync(topic, Valid, mediaType: "application/cloudevents+json"));

        await topic.SeenAsync<TopicObservation.Delivered>();
        Assert.Equal(["1"], await topic.IdsAsync());
    }

    private static async Task<int> PostAsync(
        TestTopic topic, string body, Action<HttpRequestMessage>? authorize = null,
        string mediaType = "application/cloudevents-batch+json", string? query = null)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri(topic.Topic.Endpoint + (query ?? "?api-version=2018-01-01")))
        {
            Content = new StringContent(body, new MediaTypeHeaderValue(mediaType, "utf-8")),
        };
        if (authorize is null)
        {
            request.Headers.Add("aeg-sas-key", TestTopic.Key);
        }
        else
        {
            authorize(request);
        }

        using var answer = await Client.SendAsync(request, Cancellation);
        var reason = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.Equal(answer.StatusCode is HttpStatusCode.OK, reason is "");

        return (int)answer.StatusCode;
    }
}

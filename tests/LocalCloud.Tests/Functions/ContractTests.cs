using System.Text;
using System.Text.Json.Nodes;
using GatewayPipeline.LocalCloud.Functions.Http;
using GatewayPipeline.LocalCloud.Functions.Invocations;
using Microsoft.AspNetCore.Http;

namespace GatewayPipeline.LocalCloud.Tests.Functions;

/// <summary>Holds the local host against what <c>contract/</c> says of that of Azure.</summary>
public sealed class ContractTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Values => NamesIn("values.json");

    public static TheoryData<string> Outputs => NamesIn("outputs.json");

    [Theory]
    [MemberData(nameof(Values))]
    public void A_value_is_written_as_the_host_writes_it(string what)
    {
        var entry = Entry("values.json", what);
        if (entry["message"] is { } message)
        {
            var metadata = InvocationMetadata.For("Function", DateTimeOffset.UtcNow);
            metadata.Merge(message.GetValue<string>());
            var written = metadata.ToJson();
            Assert.True(written.Remove("sys"));

            Assert.Equal(entry["metadata"]!.ToJsonString(), written.ToJsonString());
        }
        else
        {
            var written = entry["number"] is { } number
                ? BindingValue.OfNumber(number.GetValue<long>())
                : BindingValue.OfText(entry["text"]!.GetValue<string>());

            Assert.Equal(entry["written"]!.GetValue<string>(), written.GetValue<string>());
        }
    }

    [Fact]
    public async Task A_request_is_written_as_the_host_writes_it()
    {
        var entry = JsonNode.Parse(Read("request.json"))!;
        var given = entry["given"]!;
        var body = Encoding.UTF8.GetBytes($"{given["body"]}");
        var request = new DefaultHttpContext().Request;
        request.Method = $"{given["method"]}";
        request.Scheme = $"{given["scheme"]}";
        request.Path = $"{given["path"]}";
        request.QueryString = new($"{given["query"]}");
        foreach (var (name, value) in given["headers"]!.AsObject())
        {
            request.Headers[name] = $"{value}";
        }

        request.Host = new($"{given["host"]}");
        request.Body = new MemoryStream(body);
        request.ContentLength = body.Length;

        var (written, _) = await HttpTriggerValue.ReadAsync(request, Cancellation);

        foreach (var (name, expected) in entry["value"]!.AsObject())
        {
            Assert.True(JsonNode.DeepEquals(expected, written[name]), $"{name} is {written[name]?.ToJsonString()}");
        }
    }

    [Theory]
    [MemberData(nameof(Outputs))]
    public async Task An_output_is_read_as_the_host_reads_it(string what)
    {
        var entry = Entry("outputs.json", what);
        if (entry["message"] is { } message)
        {
            var sent = Assert.Single(OutputValue.ToMessages(entry["value"]!, isBinary: false));

            Assert.Equal(message.GetValue<string>(), Encoding.UTF8.GetString(sent));

            return;
        }

        var response = new DefaultHttpContext { Response = { Body = new MemoryStream() } }.Response;
        await HttpOutputAnswer.WriteAsync(response, entry["value"], Cancellation);

        Assert.Equal(entry["http"]!["status"]!.GetValue<int>(), response.StatusCode);
        Assert.Equal($"{entry["http"]!["body"]}", Encoding.UTF8.GetString(((MemoryStream)response.Body).ToArray()));
        foreach (var (name, value) in entry["http"]!["headers"]?.AsObject() ?? [])
        {
            Assert.Equal($"{value}", response.Headers[name]);
        }
    }

    private static TheoryData<string> NamesIn(string file) =>
        [.. JsonNode.Parse(Read(file))!.AsArray().Select(entry => $"{entry!["what"]}")];

    private static JsonNode Entry(string file, string what) =>
        JsonNode.Parse(Read(file))!.AsArray().Single(entry => $"{entry!["what"]}" == what)!;

    private static string Read(string file) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Functions", "contract", file));
}

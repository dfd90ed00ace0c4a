using System.Text.Json;
using GatewayPipeline.Compiler.Re2;

namespace GatewayPipeline.Compiler.Tests.Re2;

public class Re2ProgramSizeTests
{
    [Fact]
    public void Counts_and_refuses_exactly_what_Envoy_does()
    {
        List<string> differences = [];
        foreach (var measured in Measurements())
        {
            var accepted = Re2Pattern.TryParse(measured.Regex, out var pattern, out var error);
            var ours = accepted ? $"{pattern?.ProgramSize}" : error?.Reason;
            var theirs = measured.Error ?? $"{measured.Size}";
            if (ours != theirs)
            {
                differences.Add($"{measured.Regex}: {ours}, in Envoy {theirs}");
            }
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    private static IEnumerable<Measurement> Measurements() =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Re2", "re2-sizes.jsonl"))
            .Select(line => JsonSerializer.Deserialize<Measurement>(line, JsonSerializerOptions.Web)
                ?? throw new InvalidDataException($"not a measurement: {line}"));

    private sealed record Measurement(string Regex, int Size, string? Error);
}

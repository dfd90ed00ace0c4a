using System.Diagnostics;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Tests.Istio;

/// <summary>Lets Istio and us judge the same documents, most of them wrong, and gathers where the verdicts differ.</summary>
public sealed class ValidationCampaign(string istioctl, int seed)
{
    private const int DocumentsAtOnce = 250;

    private readonly Istioctl theirs = new(istioctl);
    private readonly RandomDocuments random = new(seed);

    /// <summary>Where istioctl lies, or null.</summary>
    public static string? FindIstioctl() => Istioctl.Find();

    /// <summary>Ends early, between two batches, when <paramref name="limit"/> is over.</summary>
    public async Task<ValidationReport> RunAsync(int documents, TimeSpan limit, CancellationToken cancellation)
    {
        var report = new ValidationReport();
        var clock = Stopwatch.StartNew();
        while (report.Documents < documents && clock.Elapsed < limit)
        {
            var first = report.Documents;
            var batch = Enumerable.Range(first, Math.Min(DocumentsAtOnce, documents - first))
                .Select(number => $"n-{number}")
                .Select(name => (Name: name, Text: random.Next(name).Document.ToJsonString()))
                .ToList();
            var errors = await theirs.ErrorsAsync(batch, cancellation);
            foreach (var (name, text) in batch)
            {
                if (errors.TryGetValue(name, out var messages) && messages is null)
                {
                    report.AddUnanswered(text);
                }
                else
                {
                    report.Add(text, [.. messages ?? []], Findings(text));
                }
            }
        }

        return report;
    }

    // What is beyond one object alone is no matter here.
    private static Diagnostic[] Findings(string text) =>
    [
        .. GatewayCompiler.Compile(ManifestTree.Of([new Manifest.Readable("document.yaml", text)]), new() { Profile = Profile.Istio })
            .Diagnostics.Where(found => found.Rule.Stage is Stage.Syntax or Stage.Schema),
    ];
}

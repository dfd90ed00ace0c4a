using System.Text;

namespace GatewayPipeline.Compiler.Tests.Istio;

/// <summary>A slice of the campaign of eng/validation-campaign.cs, and the page that says where we differ.</summary>
public class IstioAgreementTests
{
    private const int Seed = 1;
    private const int Documents = 1000;

    [Fact]
    public async Task Istio_and_we_refuse_the_same_documents()
    {
        var istioctl = ValidationCampaign.FindIstioctl();
        Assert.SkipWhen(istioctl is null, "no istioctl here: set ISTIOCTL_PATH, or have it on PATH");

        var report = await new ValidationCampaign(istioctl ?? "", Seed)
            .RunAsync(Documents, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        Assert.True(
            !report.Classes.Any(),
            $"mend these, or list them in KnownDifference:\n{string.Join('\n', report.Classes.Select(found => $"{found.Class}\n    {found.Example}"))}");
        Assert.InRange(report.Agreement, 0.98, 1);
        Assert.True(report.AcceptedByBoth >= Documents / 5, $"{report}: too few documents are right for the others to mean anything");
    }

    [Fact]
    public void The_page_lists_every_known_difference() => Repository.Verify(Page(), "docs", "istio-validation.md");

    private static string Page()
    {
        var page = new StringBuilder("""
            # Where `gwp check` and Istio's validation differ

            Istio refuses bad objects in its admission webhook; `istioctl validate` runs the same rules. `gwp check --profile istio` follows them: its errors of the
            stages `syntax` and `schema` say what one object alone tells, as the webhook does. The other stages look at several objects, at the gateway, and at what
            Envoy takes, of which the webhook knows nothing. What Istio merely warns of is at most a warning here. Measured on random documents, at least 99 of 100
            verdicts are the same (`eng/validation-campaign.cs`); the rest is listed below.


            """.ReplaceLineEndings("\n"));
        Append(page, "Refused by us alone", KnownDifference.Stricter);
        Append(page, "Refused by Istio alone", KnownDifference.Milder);
        page.Append("""
            ## Told otherwise

            | What | Istio | `gwp check` |
            | --- | --- | --- |
            | A field that the kind does not have | `istioctl validate` refuses it, the cluster drops it in silence | a warning in profile `istio`, an error in `edge` |
            | A value in two forms, such as `uri` with `exact` and `prefix` | takes one of them in silence; the API server refuses both | a warning in profile `istio`, an error in `edge` |
            | A value that Envoy refuses, such as a redirect with 304 | accepts it, and the gateway keeps its old configuration | an error of stage `envoy` |
            | A value that is not compiled yet, such as mode `ISTIO_MUTUAL` | accepts it | an error of stage `analysis` |
            | `addresses` that a ServiceEntry should have for its TCP ports | warns | nothing: only sidecars look at them |

            """.ReplaceLineEndings("\n"));

        return page.ToString();
    }

    private static void Append(StringBuilder page, string title, IEnumerable<KnownDifference> differences)
    {
        page.Append($"## {title}\n\n| What | Why |\n| --- | --- |\n");
        foreach (var difference in differences)
        {
            page.Append($"| {difference.What} | {difference.Why} |\n");
        }

        page.Append('\n');
    }
}

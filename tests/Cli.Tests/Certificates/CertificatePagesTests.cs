using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using GatewayPipeline.Cli.Output;
using GatewayPipeline.Compiler.Diagnostics;

namespace GatewayPipeline.Cli.Tests.Certificates;

/// <summary>The pages of findings about certificates are true: the files are made as they say, and looked at.</summary>
public sealed partial class CertificatePagesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Codes => [.. CertificateRules.All.Select(rule => rule.Code)];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task A_page_shows_its_finding_and_how_to_mend_it(string code)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/openssl"), "the examples are made with openssl: install it");
        var rule = CertificateRules.All.Single(rule => rule.Code == code);
        var markdown = RulePage.Markdown(rule);
        Assert.StartsWith($"# {code}: {rule.Title}\n", markdown, StringComparison.Ordinal);

        var blocks = Block().Matches(markdown);
        Assert.Equal(["yaml", "sh", "sh"], blocks.Select(block => block.Groups["kind"].Value));
        folder.Write("manifests/gateway.yaml", blocks[0].Groups["body"].Value);

        Assert.Equal([code], await FindingsAsync(blocks[1]));
        Assert.Empty(await FindingsAsync(blocks[2]));
    }

    private async Task<string?[]> FindingsAsync(Match block)
    {
        var credential = Directory.CreateDirectory(folder.At("certificates/shop"));
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-e", "-c", block.Groups["body"].Value])
        {
            WorkingDirectory = credential.FullName,
            RedirectStandardError = true,
        });
        var said = await (shell?.StandardError.ReadToEndAsync() ?? Task.FromResult("bash is not there"));
        await (shell?.WaitForExitAsync() ?? Task.CompletedTask);
        Assert.True(shell?.ExitCode is 0, said);

        var days = block.Groups["days"] is { Success: true } written
            ? double.Parse(written.Value, CultureInfo.InvariantCulture)
            : 0;
        var check = await Gwp.RunAsync(
            ["check", folder.At("manifests"), "--certificates", folder.At("certificates"), "-o", "json"],
            time: new OtherDay(days));
        credential.Delete(recursive: true);

        return
        [
            .. JsonDocument.Parse(check.Out).RootElement.GetProperty("findings").EnumerateArray()
                .Select(finding => finding.GetProperty("code").GetString()),
        ];
    }

    [GeneratedRegex(@"(?ms)^```(?<kind>\w+)(?: days=(?<days>-?\d+))?\n(?<body>.*?)^```$")]
    private static partial Regex Block();
}

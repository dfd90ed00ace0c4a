#!/usr/bin/env -S dotnet run
#:project ../tests/Compiler.Tests/GatewayPipeline.Compiler.Tests.csproj

// Random documents of Istio's kinds, most of them wrong, judged by `istioctl validate` and by the compiler.
//
//   dotnet run -c Release eng/validation-campaign.cs -- [--documents 5000] [--seed 1] [--seconds 600]
//
// Needs an istioctl by ISTIOCTL_PATH or on PATH. Exit code 1: a verdict differs for no known reason; 2: no istioctl.

using GatewayPipeline.Compiler.Tests.Istio;

var options = new Arguments(args);
var istioctl = Arguments.ProgramOrExit(ValidationCampaign.FindIstioctl(), "istioctl", "ISTIOCTL_PATH");
var seed = options.Number("--seed", 1);

var report = await new ValidationCampaign(istioctl, seed).RunAsync(
    options.Number("--documents", 5000), TimeSpan.FromSeconds(options.Number("--seconds", 600)), default);

Console.WriteLine($"seed {seed}");
Console.WriteLine(report);
foreach (var (kind, count, example) in report.Classes)
{
    Console.WriteLine($"{count} × {kind}\n    {example}");
}

return report.Classes.Any() ? 1 : 0;

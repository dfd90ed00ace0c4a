#!/usr/bin/env -S dotnet run
#:project ../tests/EndToEnd.Tests/GatewayPipeline.EndToEnd.Tests.csproj

// Pushes to a repository while `gwp up --functions` runs the whole pipeline and requests pour in: what failed, and how
// long each stage took.
//
//   dotnet run -c Release eng/push-campaign.cs -- [--pushes 50] [--rate 300] [--preview]
//
// Needs `dotnet build` before, git and Node.js; with an Envoy by ENVOY_PATH, or --preview. Exit code 1: a request failed.

using GatewayPipeline.EndToEnd.Tests.Load;

var options = new Arguments(args);
using var campaign = new PushCampaign();
var report = await campaign.RunAsync(
    options.Number("--pushes", 50), options.Has("--preview"), options.Number("--rate", 300));
Console.WriteLine(report);
foreach (var failure in report.Failures.Take(20))
{
    Console.WriteLine(failure);
}

return report.Failures is [] ? 0 : 1;

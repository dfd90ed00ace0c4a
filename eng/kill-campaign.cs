#!/usr/bin/env -S dotnet run
#:project ../tests/Agent.Tests/GatewayPipeline.Agent.Tests.csproj

// Kills the agent again and again while bundles arrive and requests pour in.
//
//   dotnet run -c Release eng/kill-campaign.cs -- [--kills 100] [--seed 1]
//
// Needs an Envoy by ENVOY_PATH or on PATH. Exit code 1: a request failed or a gateway stayed behind; 2: no Envoy.

using GatewayPipeline.Agent.Tests;
using GatewayPipeline.Agent.Tests.Gateways;

[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]

var options = new Arguments(args);
Arguments.EnvoyOrExit(EnvoyBinary.Find());
var seed = options.Number("--seed", 1);
await using var campaign = new KillCampaign(seed);
var report = await campaign.RunAsync(options.Number("--kills", 100));

Console.WriteLine($"seed {seed}");
Console.WriteLine(report);
foreach (var failure in report.Failures.Take(20))
{
    Console.WriteLine(failure);
}

return report.Failures is [] ? 0 : 1;

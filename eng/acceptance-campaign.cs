#!/usr/bin/env -S dotnet run
#:project ../tests/EndToEnd.Tests/GatewayPipeline.EndToEnd.Tests.csproj

// Golden trees with a few random changes: what compiles must be what Envoy loads, in both versions if both are there,
// but for trees that say themselves that they need the newer one.
//
//   dotnet run -c Release eng/acceptance-campaign.cs -- [--count 5000] [--seed 1] [--seconds 1800] [--show 0]
//
// Shows so many of the trees that we refuse, with the findings, to be read.
// Needs an Envoy by ENVOY_PATH or on PATH, and looks for ENVOY_OLDEST_PATH. Exit code 1: Envoy refused a tree that
// compiles, the compiler threw or took too long; 2: no Envoy.

using GatewayPipeline.EndToEnd.Tests.Acceptance;
using GatewayPipeline.EndToEnd.Tests.Running;

var options = new Arguments(args);
var envoy = Arguments.EnvoyOrExit(Programs.Envoy);
var seed = options.Number("--seed", 1);
string[] programs = Programs.OldestEnvoy is { } oldest ? [envoy, oldest] : [envoy];
using var campaign = new AcceptanceCampaign(seed, await Task.WhenAll(programs.Select(EnvoyProgram.AskAsync)));
var report = await campaign.RunAsync(
    options.Number("--count", 5000), TimeSpan.FromSeconds(options.Number("--seconds", 1800)));

foreach (var refusal in report.Refusals.Take(options.Number("--show", 0)))
{
    Console.WriteLine(refusal);
}

Console.WriteLine($"seed {seed}");
Console.WriteLine(report);
foreach (var failure in report.Failures.Take(20))
{
    Console.WriteLine(failure);
}

return report.Failures is [] ? 0 : 1;

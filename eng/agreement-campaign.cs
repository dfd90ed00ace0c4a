#!/usr/bin/env -S dotnet run
#:project ../tests/Compiler.Tests/GatewayPipeline.Compiler.Tests.csproj

// Random route tables and requests, answered by the matcher and by Envoy.
//
//   dotnet run -c Release eng/agreement-campaign.cs -- [--tables 2000] [--requests 20] [--seed 1] [--seconds 900] [--envoy]
//
// Draws VirtualServices; with --envoy, Envoy's own route configurations, which hold more than our compiler writes.
// Needs an Envoy by ENVOY_PATH or on PATH. Exit code 1: an answer differs; 2: no Envoy.

using GatewayPipeline.Compiler.Tests.Routing.Agreement;

var options = new Arguments(args);
var envoy = Arguments.EnvoyOrExit(EnvoyProcess.Find());
var seed = options.Number("--seed", 1);
IRandomTables tables = options.Has("--envoy") ? new RandomEnvoyTables(seed) : new RandomManifestTables(seed);

var report = await new AgreementCampaign(tables, envoy).RunAsync(
    options.Number("--tables", 2000),
    options.Number("--requests", 20),
    TimeSpan.FromSeconds(options.Number("--seconds", 900)),
    default);

Console.WriteLine($"seed {seed}");
Console.WriteLine(report);
foreach (var difference in report.Differences.Take(20))
{
    Console.WriteLine(difference);
}

return report.Differences is [] ? 0 : 1;

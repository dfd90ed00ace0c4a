#!/usr/bin/env -S dotnet run
#:project ../tests/Compiler.Tests/GatewayPipeline.Compiler.Tests.csproj

// Program sizes of random regular expressions, counted by us and told by Envoy.
//
//   dotnet run -c Release eng/re2-size-campaign.cs -- [--count 1000] [--seed 1]
//
// Needs an Envoy by ENVOY_PATH or on PATH. Exit code 1: a size differs; 2: no Envoy.

using GatewayPipeline.Compiler.Tests.Re2;
using GatewayPipeline.Compiler.Tests.Routing.Agreement;

var options = new Arguments(args);
var envoy = Arguments.EnvoyOrExit(EnvoyProcess.Find());
var (count, seed) = (options.Number("--count", 1000), options.Number("--seed", 1));
var differences = await new ProgramSizeCampaign(seed, envoy).RunAsync(count, default);

Console.WriteLine($"seed {seed}: {count} patterns, {differences.Count} differences");
foreach (var difference in differences.Take(20))
{
    Console.WriteLine(difference);
}

return differences is [] ? 0 : 1;

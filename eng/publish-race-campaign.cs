#!/usr/bin/env -S dotnet run
#:project ../tests/Delivery.Tests/GatewayPipeline.Delivery.Tests.csproj

// Twenty publishers of one channel race for each of many bursts of pushes to a branch.
//
//   dotnet run -c Release eng/publish-race-campaign.cs -- [--seed 1] [--count 1000]
//
// Needs git. Exit code 1: a head that is not at the newest commit or went back, or a third compilation of a burst.

using GatewayPipeline.Delivery.Tests.Publishing;

[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]

var options = new Arguments(args);
var report = await PublishRaceCampaign.RunAsync(options.Number("--seed", 1), options.Number("--count", 1000), default);
Console.WriteLine(report);

return report.Failure is null ? 0 : 1;

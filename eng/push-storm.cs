#!/usr/bin/env -S dotnet run
#:project ../tests/Functions.Tests/GatewayPipeline.Functions.Tests.csproj

// Pushes to many repositories while the functions app is killed again and again, its store answers 503, 412 or nothing,
// and events are late, doubled, out of order or lost. Says what became of every push.
//
//   dotnet run -c Release eng/push-storm.cs -- [--seed 1] [--repositories 20] [--pushes 500] [--seconds 120]
//
// Needs git and Node.js. Exit code 1: a push that is neither released, superseded nor refused with a reason.

using GatewayPipeline.Functions.Tests.Storm;

[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]

var options = new Arguments(args);
var storm = new PushStorm(
    options.Number("--repositories", 20), options.Number("--pushes", 500), options.Number("--seed", 1))
{
    Duration = TimeSpan.FromSeconds(options.Number("--seconds", 120)),
};
var report = await storm.RunAsync(default);
Console.WriteLine(report);

return report.IsGood ? 0 : 1;

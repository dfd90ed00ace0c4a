#!/usr/bin/env -S dotnet run
#:project ../tests/Delivery.Tests/GatewayPipeline.Delivery.Tests.csproj

// Publishers, re-signers, prunings, operators of rollouts and gateways work with one store in every order that a seed can think of, while
// processes crash, answers get lost and clocks are wrong.
//
//   dotnet run -c Release eng/publish-simulation.cs -- [--seed 1] [--seeds 10000] [--seconds 0]
//   dotnet run -c Release eng/publish-simulation.cs -- --replay SEED [-v]
//
// --replay runs one seed again; -v prints all that happens in it. --ignore-etags and --ignore-times make the store break
// its word: the former is noticed within a few seeds, the latter in two of a hundred. Exit code 1: something was violated.

using System.Diagnostics;
using GatewayPipeline.Delivery.Tests.Simulation;

[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]

var options = new Arguments(args);
var defects = (options.Has("--ignore-etags") ? StoreDefects.IgnoresETags : StoreDefects.None)
    | (options.Has("--ignore-times") ? StoreDefects.IgnoresTimes : StoreDefects.None);
Console.WriteLine($"faults {PublishSimulation.FaultMix}");
if (options.Number("--replay", 0) is > 0 and var replay)
{
    var report = PublishSimulation.Run(replay, defects);
    foreach (var line in options.Has("-v") ? report.Lines : report.Violations)
    {
        Console.WriteLine(line);
    }

    return report.Violations is [] ? 0 : 1;
}

var first = options.Number("--seed", 1);
var count = options.Number("--seeds", 10_000);
var seconds = options.Number("--seconds", 0);
var watch = Stopwatch.StartNew();
var (done, bad, heads, removed, calls) = (0, 0, 0L, 0L, 0L);
Parallel.For(first, first + count, (seed, state) =>
{
    if (seconds > 0 && watch.Elapsed.TotalSeconds > seconds)
    {
        state.Stop();

        return;
    }

    var report = PublishSimulation.Run(seed, defects);
    Interlocked.Increment(ref done);
    Interlocked.Add(ref heads, report.Heads);
    Interlocked.Add(ref removed, report.Removed);
    Interlocked.Add(ref calls, report.Calls);
    if (report.Violations is not [])
    {
        Interlocked.Increment(ref bad);
        Console.WriteLine($"seed {seed}: {string.Join("; ", report.Violations)}");
    }
});
Console.WriteLine(
    $"{done} seeds, {bad} with violations; {calls} store calls, {heads} heads, {removed} objects pruned; "
    + $"{done / watch.Elapsed.TotalSeconds:F1} seeds/s");

return bad is 0 ? 0 : 1;

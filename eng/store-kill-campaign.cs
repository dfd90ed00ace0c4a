#!/usr/bin/env -S dotnet run
#:project ../tests/Delivery.Tests/GatewayPipeline.Delivery.Tests.csproj

// Kills a writer of a folder store at each of its system calls on the store.
//
//   dotnet run -c Release eng/store-kill-campaign.cs -- [--rounds 1]
//
// Needs strace. Exit code 1: half an object, a lost turn or leftovers; 2: no strace.

using GatewayPipeline.Delivery.Tests.Stores;

[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]

var options = new Arguments(args);
if (!await StoreKillCampaign.CanRunAsync())
{
    Console.Error.WriteLine("strace is not there or may not trace");

    return 2;
}

var isClean = true;
for (var round = 1; round <= options.Number("--rounds", 1); round++)
{
    var report = await StoreKillCampaign.RunAsync(scenes: int.MaxValue);
    Console.WriteLine($"round {round}: {report}");
    foreach (var failure in report.Failures)
    {
        Console.WriteLine(failure);
    }

    isClean &= report.Failures is [];
}

return isClean ? 0 : 1;

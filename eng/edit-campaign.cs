#!/usr/bin/env -S dotnet run
#:project ../tests/EndToEnd.Tests/GatewayPipeline.EndToEnd.Tests.csproj

// Edits the manifests of a running `gwp up` while requests pour in, and says what failed and how long it took.
//
//   dotnet run eng/edit-campaign.cs -- [--edits 200] [--seed 1] [--seconds 300] [--rate 300] [--preview]
//
// Needs `dotnet build` before; with an Envoy by ENVOY_PATH, or --preview. Exit code 1: a request failed.

using GatewayPipeline.EndToEnd.Tests.Load;

var options = new Arguments(args);
var edits = options.Number("--edits", 200);
var seed = options.Number("--seed", 1);
var seconds = options.Number("--seconds", 300);
var rate = options.Number("--rate", 300);
var preview = options.Has("--preview");

var report = await new EditCampaign(seed).RunAsync(edits, TimeSpan.FromSeconds(seconds), preview, rate);

Console.WriteLine($"seed {seed}, {(preview ? "preview" : "Envoy")}");
Console.WriteLine(report);
foreach (var failure in report.Failures.Take(20))
{
    Console.WriteLine(failure);
}

return report.Failures is [] ? 0 : 1;

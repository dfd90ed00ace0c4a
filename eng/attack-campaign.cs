#!/usr/bin/env -S dotnet run
#:project ../tests/Agent.Tests/GatewayPipeline.Agent.Tests.csproj

// Turns each control of docs/threats.md off, in a copy of the sources, and runs the attack that it keeps out.
//
//   dotnet run -c Release eng/attack-campaign.cs -- [--only NAME]
//
// Builds the copy once and then takes a few seconds for each control. Exit code 1: an attack does not notice.

using GatewayPipeline.Agent.Tests.Attacks;

[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]

var missed = await AttackCampaign.RunAsync(new Arguments(args).Text("--only"), Console.Out);
Console.WriteLine(missed == 0 ? "every control is missed when it is off" : $"{missed} attacks do not notice");

return missed == 0 ? 0 : 1;

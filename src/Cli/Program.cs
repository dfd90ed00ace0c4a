using GatewayPipeline.Cli;

return await CommandLine.RunAsync(args, Terminal.OfProcess());

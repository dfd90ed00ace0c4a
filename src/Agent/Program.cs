using System.CommandLine;
using GatewayPipeline.Agent.Commands;
using GatewayPipeline.Agent.Hosting;

const int wrongUsage = 2;
const int brokenWorld = 3;

UnixFile.RestrictNewFilesToOwner();
var root = new RootCommand("Follows a channel of signed bundles and serves them to the Envoy beside it.")
{
    RunOptions.ToCommand(RunCommand.RunAsync),
    BootstrapCommand.ToCommand(),
};
var parsed = root.Parse(args);
try
{
    // The server's own lifetime listens for SIGTERM and Ctrl-C, and ends everything in order.
    var exitCode = await parsed.InvokeAsync(
        new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });

    return parsed.Errors.Count > 0 ? wrongUsage : exitCode;
}
catch (BrokenWorldException exception)
{
    await Console.Error.WriteLineAsync($"gwp-agent: {exception.Message}");

    return brokenWorld;
}

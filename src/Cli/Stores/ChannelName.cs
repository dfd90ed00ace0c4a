using System.CommandLine;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Compiler;

namespace GatewayPipeline.Cli.Stores;

/// <summary>What <c>--channel</c> may name, for every command that has it.</summary>
internal static class ChannelName
{
    /// <summary>The channel that was named, else the one of the Fleet.</summary>
    /// <exception cref="WrongUsageException">Neither is there.</exception>
    public static string Of(string? named, FleetSettings fleet) => named ?? fleet.Channel
        ?? throw new WrongUsageException("there is no Fleet that says which channel: name it with --channel");

    public static void RequireIn<T>(Option<T> channel) => channel.Validators.Add(result =>
    {
        if (result.Tokens is [{ Value: var name }] && !StoreLayout.IsChannelName(name))
        {
            result.AddError($"'{name}' cannot be a channel: lower-case letters, digits, '.', '_' and '-' make a name");
        }
    });
}

using System.CommandLine;
using GatewayPipeline.Bundles.Stores;

namespace GatewayPipeline.Cli.Stores;

/// <summary>What <c>--channel</c> may name, for every command that has it.</summary>
internal static class ChannelName
{
    public static void RequireIn<T>(Option<T> channel) => channel.Validators.Add(result =>
    {
        if (result.Tokens is [{ Value: var name }] && !StoreLayout.IsChannelName(name))
        {
            result.AddError($"'{name}' cannot be a channel: lower-case letters, digits, '.', '_' and '-' make a name");
        }
    });
}

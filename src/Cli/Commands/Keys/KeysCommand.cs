using System.CommandLine;

namespace GatewayPipeline.Cli.Commands.Keys;

/// <summary><c>gwp keys</c>: the roots and the keys of their roles.</summary>
internal static class KeysCommand
{
    public static Command Create(Terminal terminal) => new(
        "keys", "Make, replace and revoke the keys that sign releases.")
    {
        InitCommand.Create(terminal),
        ShowCommand.Create(terminal),
        GrantCommand.Create(terminal),
        RotateCommand.Create(terminal),
        RevokeCommand.Create(terminal),
        SignRootCommand.Create(terminal),
        PublishRootCommand.Create(terminal),
    };

    /// <summary>Whose keys a command changes.</summary>
    public static Argument<string> Role()
    {
        var role = new Argument<string>("ROLE") { Description = "root, release or channel" };
        role.AcceptOnlyFromAmong("root", "release", "channel");

        return role;
    }

    /// <summary>The folder that every command here works on.</summary>
    public static Argument<string> Folder() => new("DIR") { Description = "The folder of roots and keys" };
}

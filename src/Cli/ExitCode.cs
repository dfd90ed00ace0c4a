namespace GatewayPipeline.Cli;

/// <summary>What a command's end means to a script.</summary>
internal static class ExitCode
{
    public const int Good = 0;
    public const int Findings = 1;
    public const int WrongUsage = 2;
    public const int BrokenWorld = 3;
}

/// <summary>The command cannot be done as it was given. The message says what to write instead.</summary>
internal sealed class WrongUsageException(string message) : Exception(message);

/// <summary>
/// The command was right and the world was not: a file, a socket, a process. The message says what to do.
/// </summary>
internal sealed class BrokenWorldException(string message, Exception? cause = null) : Exception(message, cause);

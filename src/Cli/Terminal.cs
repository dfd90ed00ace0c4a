namespace GatewayPipeline.Cli;

/// <summary>Where a command reads and writes, and whether a person looks at it.</summary>
internal sealed record Terminal
{
    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    public required Func<Stream> OpenInput { get; init; }

    /// <summary>Colours on standard output: only on a terminal, and not if <c>NO_COLOR</c> says no.</summary>
    public bool HasColour { get; init; }

    /// <summary>Columns of the window; null: standard output is no window, so nothing has to be broken.</summary>
    public int? Width { get; init; }

    /// <summary>The clock on the wall.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Somebody sits there who can be asked.</summary>
    public bool IsInteractive { get; init; }

    /// <summary>Passing remarks on standard error: only if a person sees them pass.</summary>
    public bool ShowsProgress { get; init; }

    public static Terminal OfProcess() => new()
    {
        Out = Console.Out,
        Error = Console.Error,
        OpenInput = Console.OpenStandardInput,
        HasColour = !Console.IsOutputRedirected
            && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            && Environment.GetEnvironmentVariable("TERM") is not "dumb",
        Width = Console.IsOutputRedirected || Console.WindowWidth <= 0 ? null : Console.WindowWidth,
        IsInteractive = !Console.IsInputRedirected && !Console.IsErrorRedirected,
        ShowsProgress = !Console.IsErrorRedirected,
    };
}

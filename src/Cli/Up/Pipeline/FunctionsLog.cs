using System.Globalization;
using Microsoft.Extensions.Logging;

namespace GatewayPipeline.Cli.Up.Pipeline;

/// <summary>Writes what the functions app, its host and the topic log into a file, and hands each line on.</summary>
internal sealed class FunctionsLog : ILogger, IDisposable
{
    private readonly Lock gate = new();
    private readonly StreamWriter writer;
    private readonly Action<string> hear;

    public FunctionsLog(string file, Action<string> hear)
    {
        writer = new(file, append: false) { AutoFlush = true };
        this.hear = hear;
    }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        var line = formatter(state, exception);
        hear(line);
        lock (gate)
        {
            writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{DateTimeOffset.Now:HH:mm:ss.fff} {logLevel,-11} {line}"));
        }
    }

    public void Dispose() => writer.Dispose();
}

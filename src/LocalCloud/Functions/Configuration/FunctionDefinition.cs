using System.Collections.Immutable;
using NCrontab;

namespace GatewayPipeline.LocalCloud.Functions.Configuration;

/// <summary>What makes a function run. <see cref="Name"/> is that of the value in the invocation's data.</summary>
internal abstract record Trigger(string Name)
{
    /// <param name="Name">See <see cref="Trigger"/>.</param>
    /// <param name="Route">Below the route prefix, as a template of ASP.NET Core.</param>
    /// <param name="Methods">In upper case; empty: all.</param>
    /// <param name="IsAnonymous">Whether a request needs no key.</param>
    internal sealed record Http(string Name, string Route, ImmutableHashSet<string> Methods, bool IsAnonymous)
        : Trigger(Name);

    /// <param name="Name">See <see cref="Trigger"/>.</param>
    /// <param name="Place">Which queue, and where.</param>
    /// <param name="IsBinary">Whether the handler gets the message's bytes in base64 rather than its text.</param>
    internal sealed record Queue(string Name, QueuePlace Place, bool IsBinary) : Trigger(Name);

    /// <param name="Name">See <see cref="Trigger"/>.</param>
    /// <param name="Schedule">When it is due, in UTC.</param>
    /// <param name="RunOnStartup">Whether it is due whenever the host starts, too.</param>
    /// <param name="UseMonitor">Whether it is remembered when it ran, so that what is missed is made up for.</param>
    internal sealed record Timer(string Name, CrontabSchedule Schedule, bool RunOnStartup, bool UseMonitor)
        : Trigger(Name);
}

/// <summary>Where a value goes that an invocation gives back under <see cref="Name"/>.</summary>
internal abstract record Output(string Name)
{
    /// <summary>The name under which <c>ReturnValue</c> is bound.</summary>
    public const string Return = "$return";

    internal sealed record Http(string Name) : Output(Name);

    internal sealed record Queue(string Name, QueuePlace Place, bool IsBinary) : Output(Name);
}

/// <summary>A queue of a storage account.</summary>
internal sealed record QueuePlace(string Connection, string Queue);

/// <summary>A folder with a <c>function.json</c>.</summary>
internal sealed record FunctionDefinition(string Name, Trigger Trigger, ImmutableArray<Output> Outputs)
{
    /// <summary>Whether there is nothing but an HTTP trigger and an HTTP output: only then may the request be passed
    /// on as it is.</summary>
    public bool IsHttpOnly => Trigger is Trigger.Http && Outputs is [Output.Http];
}

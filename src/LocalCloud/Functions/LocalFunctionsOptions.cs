using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GatewayPipeline.LocalCloud.Functions;

/// <summary>What a local host runs, and with what.</summary>
public sealed record LocalFunctionsOptions
{
    /// <summary>Where <c>host.json</c> lies, with the folders of the functions beside it.</summary>
    public required string AppFolder { get; init; }

    /// <summary>The connection string of the storage account that the app setting <c>AzureWebJobsStorage</c> names: of
    /// its queues, and of the blobs in which timers are remembered.</summary>
    public required string StorageConnection { get; init; }

    /// <summary>App settings: what bindings name as <c>%NAME%</c>, and the environment of the handler besides that of
    /// this process.</summary>
    public ImmutableDictionary<string, string> Environment { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>What a request to a function of the level <c>function</c> must carry as <c>x-functions-key</c> or as
    /// <c>code</c>. Null: nothing is asked for, as by the tools that Azure has for a developer's machine.</summary>
    public string? HostKey { get; init; }

    /// <summary>On which port of the loopback interface HTTP triggers listen; 0: one that the system chooses.</summary>
    public int Port { get; init; }

    /// <summary>How long running invocations, and after them the handler, may take to end when the host is stopped.
    /// </summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Tells timers when they are due and how far crashes lie apart. Queues live in the time of the storage
    /// account, and the handler's start in that of the machine.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Is told what happens; called by whoever makes it happen, so it must not wait.</summary>
    public Action<HostObservation> Observe { get; init; } = _ => { };
}

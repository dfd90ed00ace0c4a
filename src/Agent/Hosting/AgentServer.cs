using GatewayPipeline.Agent.Ads;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Console;

namespace GatewayPipeline.Agent.Hosting;

/// <summary>
/// The process's two sockets: discovery (HTTP/2) for gateways, status (HTTP/1.1) for people and tools.
/// </summary>
internal static class AgentServer
{
    private const int LargestRequest = 64 * 1024 * 1024;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Log lines go to stderr; stdout belongs to commands that print.</summary>
    public static ILoggerFactory CreateLoggers() => LoggerFactory.Create(logging =>
    {
        logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Grpc", LogLevel.Error);
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        });
        logging.Services.Configure<ConsoleLoggerOptions>(
            console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    });

    public static WebApplication Build(
        string adsSocket, string statusSocket, ServedResources served, ILoggerFactory loggers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton(served);
        builder.Services.AddSingleton<DiscoveryService>();
        builder.Services.AddGrpc(options => options.MaxReceiveMessageSize = LargestRequest);
        builder.WebHost.ConfigureKestrel((_, kestrel) =>
        {
            kestrel.AddServerHeader = false;
            var peers = new PeerCheck(
                UnixFile.OwnUserId, kestrel.ApplicationServices.GetRequiredService<ILogger<PeerCheck>>());
            kestrel.ListenUnixSocket(adsSocket, listen => Listen(listen, HttpProtocols.Http2, peers));
            kestrel.ListenUnixSocket(statusSocket, listen => Listen(listen, HttpProtocols.Http1, peers));
        });
        var application = builder.Build();
        application.MapGrpcService<DiscoveryService>();

        return application;
    }

    /// <summary>Opens the sockets, for the owner alone.</summary>
    public static async Task OpenAsync(
        WebApplication application, string[] sockets, CancellationToken cancellation)
    {
        await application.StartAsync(cancellation);
        foreach (var socket in sockets)
        {
            File.SetUnixFileMode(socket, OwnerOnly);
        }
    }

    private static void Listen(ListenOptions listen, HttpProtocols protocols, PeerCheck peers)
    {
        listen.Protocols = protocols;
        listen.Use(peers.Guard);
    }
}

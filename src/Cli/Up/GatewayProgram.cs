namespace GatewayPipeline.Cli.Up;

/// <summary>
/// The gateway of a session: a real Envoy if there is one, else the preview gateway as a process of its own.
/// </summary>
internal abstract class GatewayProgram
{
    private GatewayProgram()
    {
    }

    /// <summary>What is told to the person.</summary>
    public abstract string Description { get; }

    /// <summary>The Envoy that the agent may load bundles with on trial.</summary>
    public virtual string? EnvoyPath => null;

    public static GatewayProgram Choose(bool forcePreview) =>
        !forcePreview && EnvoyProgram.Find() is { } envoy ? new Envoy(envoy) : new Preview();

    /// <summary>
    /// True if it can start before there is anything to serve: it then waits for the agent by itself.
    /// </summary>
    public virtual bool WaitsForAgent => false;

    /// <summary>Makes ready what must be there before the program starts.</summary>
    public virtual Task PrepareAsync(StateFolder state, AgentProgram agent, CancellationToken cancellation) =>
        Task.CompletedTask;

    public abstract ChildProcess Start(StateFolder state, RuntimeFolder runtime);

    private sealed class Envoy(string path) : GatewayProgram
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

        public override string Description => $"Envoy ({path})";

        public override string? EnvoyPath => path;

        // The agent may still be fetching the bundle whose bootstrap is asked for.
        public override async Task PrepareAsync(StateFolder state, AgentProgram agent, CancellationToken cancellation)
        {
            var file = BootstrapFile(state);
            var deadline = DateTime.UtcNow + Patience;
            while (await agent.WriteBootstrapAsync(file, cancellation) is { } reason)
            {
                if (DateTime.UtcNow > deadline)
                {
                    throw new BrokenWorldException($"the agent gives no bootstrap for Envoy: {reason}");
                }

                await Task.Delay(20, cancellation);
            }
        }

        // The drain time is how long a request may still take on a listener that was replaced.
        public override ChildProcess Start(StateFolder state, RuntimeFolder runtime) => ChildProcess.Start(
            "Envoy",
            Path.Combine(state.Logs, "envoy.log"),
            "/bin/sh",
            "-c",
            "cd \"$1\" && shift && exec \"$@\"",
            "envoy",
            state.AgentData,
            path,
            "-c",
            BootstrapFile(state),
            "--use-dynamic-base-id",
            "--concurrency",
            "2",
            "--drain-time-s",
            "600",
            "--log-level",
            "warning");

        private static string BootstrapFile(StateFolder state) => Path.Combine(state.Path, "bootstrap.json");
    }

    private sealed class Preview : GatewayProgram
    {
        public override bool WaitsForAgent => true;

        public override string Description => global::GatewayPipeline.Preview.PreviewGateway.Announcement;

        public override ChildProcess Start(StateFolder state, RuntimeFolder runtime) => ChildProcess.Start(
            "the preview gateway",
            Path.Combine(state.Logs, "preview.log"),
            Path.Combine(AppContext.BaseDirectory, "gwp"),
            "preview",
            "--ads",
            runtime.Ads,
            "--node-id",
            "gwp-up",
            "--folder",
            state.AgentData);
    }
}

namespace GatewayPipeline.Agent.Hosting;

/// <summary>The agent cannot run here; the message says where and what to do. The head ends with exit code 3.</summary>
internal sealed class BrokenWorldException(string message, Exception? inner = null) : Exception(message, inner);

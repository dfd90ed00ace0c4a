namespace GatewayPipeline.Preview.Listening;

/// <summary>A feature of connections on which TLS was ended: by which name the client asked.</summary>
internal sealed record EndedTls(string? ServerName);

using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Model;

/// <summary>A document that was left aside without a finding, and why.</summary>
public sealed record PassedOver(SourceSpan Span, string Reason);

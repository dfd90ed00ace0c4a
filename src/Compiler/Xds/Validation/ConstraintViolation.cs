using GatewayPipeline.Compiler.Diagnostics;

namespace GatewayPipeline.Compiler.Xds.Validation;

/// <summary>
/// A place in a message that Envoy would refuse. <paramref name="Path"/> is as in <c>virtual_hosts[2].domains</c>.
/// </summary>
internal sealed record ConstraintViolation(Rule<string, string> Rule, string Path, string Message);

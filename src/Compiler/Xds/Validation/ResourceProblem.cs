using GatewayPipeline.Compiler.Diagnostics;

namespace GatewayPipeline.Compiler.Xds.Validation;

/// <summary>Something in a resource that Envoy would refuse, or take without doing what it says.</summary>
/// <param name="Rule">Its two arguments are path and message.</param>
/// <param name="TypeUrl">The resource's type.</param>
/// <param name="Name">The resource's name.</param>
/// <param name="Path">The place in the resource, as in <c>virtual_hosts[2].routes[0].match</c>.</param>
/// <param name="Message">What is the matter, in lower case, without a full stop.</param>
internal sealed record ResourceProblem(
    Rule<string, string> Rule, string TypeUrl, string Name, string Path, string Message);

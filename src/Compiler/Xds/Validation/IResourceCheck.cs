namespace GatewayPipeline.Compiler.Xds.Validation;

/// <summary>Something that can only be seen in several messages together.</summary>
internal interface IResourceCheck
{
    IEnumerable<ResourceProblem> Check(EnvoyResources resources);
}

namespace GatewayPipeline.Compiler;

/// <summary>The steps of <see cref="GatewayCompiler"/> in their order.</summary>
public enum CompilerStage
{
    /// <summary>Files to documents, documents to objects.</summary>
    Parse,

    /// <summary>Names to what they mean.</summary>
    Bind,

    /// <summary>The tree to one gateway.</summary>
    Lower,

    /// <summary>The gateway to Envoy's messages.</summary>
    Translate,

    /// <summary>Each object alone: what is left of it, since it goes on beside the stages before.</summary>
    Check,

    /// <summary>The gateway as a whole: what is left of it, since it goes on beside translation.</summary>
    Analyze,

    /// <summary>Envoy's messages with Envoy's eyes.</summary>
    Validate,

    /// <summary>What was accepted out of the findings.</summary>
    Silence,

    /// <summary>Messages to bytes.</summary>
    Freeze,
}

/// <summary>Hears of each stage when it begins. The compiler itself knows no time.</summary>
public delegate void StageListener(CompilerStage stage);

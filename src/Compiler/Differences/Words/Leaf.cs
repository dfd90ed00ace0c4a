namespace GatewayPipeline.Compiler.Differences.Words;

/// <summary>One value that a message sets, by the path of its fields.</summary>
internal readonly record struct Leaf(string Path, string Value);

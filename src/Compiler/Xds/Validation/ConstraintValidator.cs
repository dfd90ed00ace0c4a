using System.Collections.Concurrent;
using GatewayPipeline.Compiler.Diagnostics;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace GatewayPipeline.Compiler.Xds.Validation;

/// <summary>
/// Checks any message against the rules that Envoy's own protos carry (<c>validate.rules</c>), and against what Envoy
/// checks of a
/// single message beyond them (<see cref="MessageChecks"/>), down through every message, list, map and known extension.
/// </summary>
internal static class ConstraintValidator
{
    private static readonly ConcurrentDictionary<MessageDescriptor, MessageChecker> checkers = new();

    /// <summary>In the order of the fields, so the same message always gives the same list.</summary>
    public static IEnumerable<ConstraintViolation> Check(IMessage message)
    {
        var walk = new Walk();
        For(message.Descriptor).Check(message, walk);

        return walk.Violations;
    }

    internal static MessageChecker For(MessageDescriptor descriptor) =>
        checkers.TryGetValue(descriptor, out var known)
            ? known
            : checkers.GetOrAdd(descriptor, static type => new MessageChecker(type));

    internal static ConstraintViolation Violation(string path, string words) =>
        new(EnvoyRules.ConstraintViolated, path, words);
}

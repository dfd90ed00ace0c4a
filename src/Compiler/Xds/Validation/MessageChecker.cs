using System.Collections.Immutable;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Validate;

namespace GatewayPipeline.Compiler.Xds.Validation;

/// <summary>The checks of one type of message, made once; fields that have nothing to check are not looked at.</summary>
internal sealed class MessageChecker
{
    private readonly ImmutableArray<FieldChecker> fields = [];
    private readonly ImmutableArray<OneofDescriptor> required = [];
    private readonly Func<IMessage, IEnumerable<ConstraintViolation>>? own;

    public MessageChecker(MessageDescriptor type)
    {
        own = MessageChecks.For(type);
        if (type.GetOptions()?.GetExtension(ValidateExtensions.Disabled) ?? false)
        {
            return;
        }

        fields = [.. type.Fields.InDeclarationOrder().Select(FieldChecker.For).OfType<FieldChecker>()];
        required =
        [
            .. type.Oneofs.Where(oneof => oneof.GetOptions()?.GetExtension(ValidateExtensions.Required) ?? false),
        ];
    }

    public void Check(IMessage message, string path, List<ConstraintViolation> violations)
    {
        if (message is Any any)
        {
            CheckPacked(any, path, violations);
            return;
        }

        foreach (var oneof in required)
        {
            if (oneof.Accessor.GetCaseFieldDescriptor(message) is null)
            {
                var choices = string.Join(", ", oneof.Fields.Select(field => field.Name));
                violations.Add(ConstraintValidator.Violation(Join(path, oneof.Name), $"one of {choices} is required"));
            }
        }

        foreach (var field in fields)
        {
            field.Check(message, path, violations);
        }

        if (own is not null)
        {
            violations.AddRange(own(message).Select(found => found with { Path = Join(path, found.Path) }));
        }
    }

    public static string Join(string path, string name) =>
        path.Length == 0 ? name : name.Length == 0 || name[0] == '[' ? path + name : $"{path}.{name}";

    private static void CheckPacked(Any any, string path, List<ConstraintViolation> violations)
    {
        if (KnownMessages.Find(any.TypeUrl) is not { } type)
        {
            return;
        }

        try
        {
            ConstraintValidator.For(type).Check(type.Parser.ParseFrom(any.Value), path, violations);
        }
        catch (InvalidProtocolBufferException)
        {
            violations.Add(ConstraintValidator.Violation(path, $"does not hold a message of type {type.FullName}"));
        }
    }
}

using System.Collections.Immutable;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Validate;

namespace GatewayPipeline.Compiler.Xds.Validation;

/// <summary>
/// The checks of one type of message, made once; fields that have nothing to check are not looked at.
/// </summary>
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

    public void Check(IMessage message, Place place, List<ConstraintViolation> violations)
    {
        if (message is Any any)
        {
            CheckPacked(any, place, violations);
            return;
        }

        foreach (var oneof in required)
        {
            if (oneof.Accessor.GetCaseFieldDescriptor(message) is null)
            {
                var choices = string.Join(", ", oneof.Fields.Select(field => field.Name));
                violations.Add(ConstraintValidator.Violation(place.Of(oneof.Name), $"one of {choices} is required"));
            }
        }

        foreach (var field in fields)
        {
            field.Check(message, place, violations);
        }

        if (own is not null)
        {
            foreach (var found in own(message))
            {
                violations.Add(found with { Path = place.Of(found.Path) });
            }
        }
    }

    private static void CheckPacked(Any any, Place place, List<ConstraintViolation> violations)
    {
        if (KnownMessages.Find(any.TypeUrl) is not { } type)
        {
            return;
        }

        try
        {
            ConstraintValidator.For(type).Check(type.Parser.ParseFrom(any.Value), place, violations);
        }
        catch (InvalidProtocolBufferException)
        {
            violations.Add(
                ConstraintValidator.Violation(place.ToString(), $"does not hold a message of type {type.FullName}"));
        }
    }
}

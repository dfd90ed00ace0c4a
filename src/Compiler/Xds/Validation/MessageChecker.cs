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

    public void Check(IMessage message, Walk walk)
    {
        if (message is Any any)
        {
            CheckPacked(any, walk);
            return;
        }

        foreach (var oneof in required)
        {
            if (!IsChosen(oneof, message))
            {
                var choices = string.Join(", ", oneof.Fields.Select(field => field.Name));
                walk.Report(oneof.Name, $"one of {choices} is required");
            }
        }

        foreach (var field in fields)
        {
            field.Check(message, walk);
        }

        if (own is not null)
        {
            foreach (var found in own(message))
            {
                walk.Report(found);
            }
        }
    }

    // The values are asked first: which of them is chosen is known to reflection alone, which takes its time.
    private static bool IsChosen(OneofDescriptor oneof, IMessage message)
    {
        for (var i = 0; i < oneof.Fields.Count; i++)
        {
            if (oneof.Fields[i].Accessor.GetValue(message) is IMessage or string { Length: > 0 })
            {
                return true;
            }
        }

        return oneof.Accessor.GetCaseFieldDescriptor(message) is not null;
    }

    private static void CheckPacked(Any any, Walk walk)
    {
        if (KnownMessages.Find(any.TypeUrl) is not { } type)
        {
            return;
        }

        try
        {
            ConstraintValidator.For(type).Check(type.Parser.ParseFrom(any.Value), walk);
        }
        catch (InvalidProtocolBufferException)
        {
            walk.Report("", $"does not hold a message of type {type.FullName}");
        }
    }
}

using System.Collections;
using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Validate;

namespace GatewayPipeline.Compiler.Xds.Validation;

/// <summary>What is to be checked of one field, and whether there is something to check below it.</summary>
internal sealed class FieldChecker
{
    private static readonly FieldRules noRules = new();

    private readonly FieldDescriptor field;
    private readonly FieldRules rules;
    private readonly Func<object, string?>? value;
    private readonly Func<object, string?>? key;
    private readonly Func<object, string?>? element;
    private readonly bool descends;

    private FieldChecker(FieldDescriptor field, FieldRules rules)
    {
        this.field = field;
        this.rules = rules;
        if (field.IsMap)
        {
            key = ValueRules.For(rules.Map?.Keys ?? noRules);
            element = ValueRules.For(rules.Map?.Values ?? noRules);
            descends = field.MessageType.FindFieldByNumber(2).FieldType is FieldType.Message && !Skips(rules.Map?.Values);
        }
        else if (field.IsRepeated)
        {
            element = ValueRules.For(rules.Repeated?.Items ?? noRules);
            descends = field.FieldType is FieldType.Message && !Skips(rules.Repeated?.Items);
        }
        else
        {
            value = ValueRules.For(rules);
            descends = field.FieldType is FieldType.Message && !IsWrapper(field.MessageType) && !Skips(rules);
        }
    }

    /// <summary>Null if nothing is to be checked of the field.</summary>
    public static FieldChecker? For(FieldDescriptor field)
    {
        var rules = field.GetOptions()?.GetExtension(ValidateExtensions.Rules);
        var checker = new FieldChecker(field, rules ?? noRules);

        return rules is null && !checker.descends ? null : checker;
    }

    public void Check(IMessage message, string path, List<ConstraintViolation> violations)
    {
        var content = field.Accessor.GetValue(message);
        switch (content)
        {
            case null:
                if (IsRequired())
                {
                    violations.Add(ConstraintValidator.Violation(MessageChecker.Join(path, field.Name), "is required"));
                }

                break;
            case IDictionary map:
                CheckMap(map, MessageChecker.Join(path, field.Name), violations);
                break;
            case IList list:
                CheckList(list, MessageChecker.Join(path, field.Name), violations);
                break;
            default:
                CheckOne(message, content, path, violations);
                break;
        }
    }

    // A choice is required by its oneof, never by one of its members.
    private bool IsRequired() => field.RealContainingOneof is null && (
        (rules.Message?.Required ?? false) || (rules.Duration?.Required ?? false)
        || (rules.Any?.Required ?? false) || (rules.Timestamp?.Required ?? false));

    private void CheckOne(IMessage message, object content, string path, List<ConstraintViolation> violations)
    {
        // In a oneof, or with a presence of its own, an unset field has a default value that says nothing.
        if (value is not null && (!field.HasPresence || field.FieldType is FieldType.Message || field.Accessor.HasValue(message))
            && value(content) is { } words)
        {
            violations.Add(ConstraintValidator.Violation(MessageChecker.Join(path, field.Name), words));
        }

        if (descends && content is IMessage child)
        {
            ConstraintValidator.For(child.Descriptor).Check(child, MessageChecker.Join(path, field.Name), violations);
        }
    }

    private void CheckList(IList list, string path, List<ConstraintViolation> violations)
    {
        if (rules.Repeated is { } limits && CountWords(limits, list) is { } words)
        {
            violations.Add(ConstraintValidator.Violation(path, words));
        }

        for (var i = 0; i < list.Count; i++)
        {
            CheckElement(list[i], string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), violations);
        }
    }

    private void CheckMap(IDictionary map, string path, List<ConstraintViolation> violations)
    {
        if (rules.Map is { } limits && CountWords(limits, map.Count) is { } words)
        {
            violations.Add(ConstraintValidator.Violation(path, words));
        }

        foreach (DictionaryEntry entry in map)
        {
            var place = $"{path}[\"{Convert.ToString(entry.Key, CultureInfo.InvariantCulture)}\"]";
            if (key?.Invoke(entry.Key) is { } wrong)
            {
                violations.Add(ConstraintValidator.Violation(place, $"its key {wrong}"));
            }

            CheckElement(entry.Value, place, violations);
        }
    }

    private void CheckElement(object? content, string path, List<ConstraintViolation> violations)
    {
        if (content is not null && element?.Invoke(content) is { } words)
        {
            violations.Add(ConstraintValidator.Violation(path, words));
        }

        if (descends && content is IMessage child)
        {
            ConstraintValidator.For(child.Descriptor).Check(child, path, violations);
        }
    }

    private static string? CountWords(RepeatedRules limits, IList list) =>
        limits.HasMinItems && (ulong)list.Count < limits.MinItems ? $"needs at least {limits.MinItems} items, has {list.Count}"
        : limits.HasMaxItems && (ulong)list.Count > limits.MaxItems ? $"takes at most {limits.MaxItems} items, has {list.Count}"
        : limits.Unique && list.Cast<object>().Distinct().Count() < list.Count ? "has an item twice"
        : null;

    private static string? CountWords(MapRules limits, int count) =>
        limits.HasMinPairs && (ulong)count < limits.MinPairs ? $"needs at least {limits.MinPairs} entries, has {count}"
        : limits.HasMaxPairs && (ulong)count > limits.MaxPairs ? $"takes at most {limits.MaxPairs} entries, has {count}"
        : null;

    private static bool Skips(FieldRules? rules) => rules?.Message?.Skip ?? false;

    // C# shows a wrapped value as the value itself.
    private static bool IsWrapper(MessageDescriptor type) =>
        type.File.Name == "google/protobuf/wrappers.proto";
}

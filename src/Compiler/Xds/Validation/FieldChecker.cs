using System.Collections;
using System.Globalization;
using GatewayPipeline.Compiler.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Validate;

namespace GatewayPipeline.Compiler.Xds.Validation;

/// <summary>What is to be checked of one field, and whether there is something to check below it.</summary>
internal sealed class FieldChecker
{
    // All virtual hosts of a port stand in one list: it is worth the work of several processors.
    private const int LongList = 256;

    private static readonly FieldRules noRules = new();

    private readonly FieldDescriptor field;
    private readonly FieldRules rules;
    private readonly Func<object, string?>? value;
    private readonly Func<object, string?>? key;
    private readonly Func<object, string?>? element;
    private readonly bool descends;
    private readonly bool isRequired;

    private FieldChecker(FieldDescriptor field, FieldRules rules)
    {
        this.field = field;
        this.rules = rules;

        // A choice is required by its oneof, never by one of its members.
        isRequired = field.RealContainingOneof is null && (
            (rules.Message?.Required ?? false) || (rules.Duration?.Required ?? false)
            || (rules.Any?.Required ?? false) || (rules.Timestamp?.Required ?? false));
        if (field.IsMap)
        {
            key = ValueConstraints.For(rules.Map?.Keys ?? noRules, field.MessageType.FindFieldByNumber(1));
            element = ValueConstraints.For(rules.Map?.Values ?? noRules, field.MessageType.FindFieldByNumber(2));
            descends = field.MessageType.FindFieldByNumber(2).FieldType is FieldType.Message
                && !Skips(rules.Map?.Values);
        }
        else if (field.IsRepeated)
        {
            element = ValueConstraints.For(rules.Repeated?.Items ?? noRules, field);
            descends = field.FieldType is FieldType.Message && !Skips(rules.Repeated?.Items);
        }
        else
        {
            value = ValueConstraints.For(rules, field);
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

    public void Check(IMessage message, Place place, List<ConstraintViolation> violations)
    {
        var content = field.Accessor.GetValue(message);
        switch (content)
        {
            case null:
                if (isRequired)
                {
                    Report("is required", place.Below(field.Name), violations);
                }

                break;
            case IDictionary map:
                CheckMap(map, place, violations);
                break;
            case IList list:
                CheckList(list, place, violations);
                break;
            default:
                CheckOne(message, content, place, violations);
                break;
        }
    }

    private static void Report(string? words, Place place, List<ConstraintViolation> violations)
    {
        if (words is not null)
        {
            violations.Add(ConstraintValidator.Violation(place.ToString(), words));
        }
    }

    private void CheckOne(IMessage message, object content, Place place, List<ConstraintViolation> violations)
    {
        // In a oneof, or with a presence of its own, an unset field has a default value that says nothing.
        if (value is not null
            && (!field.HasPresence || field.FieldType is FieldType.Message || field.Accessor.HasValue(message)))
        {
            Report(value(content), place.Below(field.Name), violations);
        }

        if (descends && content is IMessage child)
        {
            ConstraintValidator.For(child.Descriptor).Check(child, place.Below(field.Name), violations);
        }
    }

    private void CheckList(IList list, Place place, List<ConstraintViolation> violations)
    {
        if (rules.Repeated is { } limits)
        {
            Report(CountWords(limits, list), place.Below(field.Name), violations);
        }

        if (list.Count >= LongList)
        {
            CheckLongList(list, place, violations);

            return;
        }

        for (var i = 0; i < list.Count; i++)
        {
            CheckElement(list[i], new(place, field.Name, i), violations);
        }
    }

    private void CheckLongList(IList list, Place place, List<ConstraintViolation> violations)
    {
        foreach (var found in ParallelWork.Select(list.Count, i => CheckApart(list[i], new(place, field.Name, i))))
        {
            violations.AddRange(found);
        }
    }

    private List<ConstraintViolation> CheckApart(object? content, Place place)
    {
        var violations = new List<ConstraintViolation>();
        CheckElement(content, place, violations);

        return violations;
    }

    private void CheckMap(IDictionary map, Place place, List<ConstraintViolation> violations)
    {
        if (rules.Map is { } limits)
        {
            Report(CountWords(limits, map.Count), place.Below(field.Name), violations);
        }

        foreach (DictionaryEntry entry in map)
        {
            var entryPlace =
                new Place(place, field.Name, Key: Convert.ToString(entry.Key, CultureInfo.InvariantCulture));
            Report(key?.Invoke(entry.Key) is { } wrong ? $"its key {wrong}" : null, entryPlace, violations);
            CheckElement(entry.Value, entryPlace, violations);
        }
    }

    private void CheckElement(object? content, Place place, List<ConstraintViolation> violations)
    {
        if (content is not null)
        {
            Report(element?.Invoke(content), place, violations);
        }

        if (descends && content is IMessage child)
        {
            ConstraintValidator.For(child.Descriptor).Check(child, place, violations);
        }
    }

    private static string? CountWords(RepeatedRules limits, IList list) =>
        limits.HasMinItems && (ulong)list.Count < limits.MinItems
            ? $"needs at least {limits.MinItems} items, has {list.Count}"
        : limits.HasMaxItems && (ulong)list.Count > limits.MaxItems
            ? $"takes at most {limits.MaxItems} items, has {list.Count}"
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

using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Syntax;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Model.Schema;

/// <summary>Holds objects against the vocabulary: what one object alone tells, field by field.</summary>
internal sealed class SchemaChecker(ManifestObject subject, FieldClaims claims, DiagnosticBag diagnostics)
{
    private readonly ValueChecker values = new(subject.Id, diagnostics);

    // Kubernetes adds fields with every release; what is unknown there is only worth a word when it looks like a slip.
    private readonly bool lenient = !KindTable.IsComplete(subject.Group);

    private bool withinUnhandled;

    public static void Check(IEnumerable<ManifestObject> objects, FieldClaims claims, DiagnosticBag diagnostics)
    {
        foreach (var subject in objects)
        {
            new SchemaChecker(subject, claims, diagnostics).CheckObject();
        }
    }

    private void CheckObject()
    {
        var kind = Vocabulary.Of(subject.Kind);
        foreach (var entry in subject.Root.Entries)
        {
            if (kind.Child(entry.Key.Value) is { } field)
            {
                CheckField(entry, field);
            }
            else if (Vocabulary.Metadata.Child(entry.Key.Value) is { } common)
            {
                CheckMetadata(entry.Value, common);
            }
            else
            {
                AddUnknown(entry, kind, null);
            }
        }

        foreach (var field in kind.Children.Values)
        {
            // Without a spec the fields that it must have are named, as these are what has to be written.
            if (!new Fields(subject.Root).Has(field.Name))
            {
                CheckRequired(new(subject.NameSpan, []), field);
            }
        }
    }

    private void CheckMetadata(SyntaxNode node, FieldSchema field)
    {
        if (node is ScalarSyntax { IsNull: true } || field.Name is "status" || !values.Check(node, field))
        {
            return;
        }

        if (node is MappingSyntax mapping && !field.IsOpen)
        {
            foreach (var entry in mapping.Entries)
            {
                if (field.Items is { } anyValue)
                {
                    CheckMetadata(entry.Value, anyValue);
                }
                else if (field.Child(entry.Key.Value) is { } child)
                {
                    CheckMetadata(entry.Value, child);
                }
                else
                {
                    AddMisspelt(entry, field);
                }
            }
        }
    }

    private void CheckField(EntrySyntax entry, FieldSchema field)
    {
        if (entry.Value is ScalarSyntax { IsNull: true })
        {
            return;
        }

        var isUnhandled = claims.StatusOf(field) is FieldStatus.NotYet;
        if (isUnhandled && !withinUnhandled)
        {
            Add(SchemaRules.FieldNotHandled
                .At(entry.Key.Span, field.Title)
                .WithHelp("leave it out until a version of gwp handles it"));
        }

        // Said once, of the outermost; its value must be right all the same.
        var outer = withinUnhandled;
        withinUnhandled |= isUnhandled;
        CheckValue(entry.Value, field);
        withinUnhandled = outer;
    }

    private void CheckValue(SyntaxNode node, FieldSchema field)
    {
        if (!values.Check(node, field))
        {
            return;
        }

        switch (node)
        {
            case SequenceSyntax list when field.Items is { } items:
                foreach (var item in list.Items)
                {
                    CheckValue(item, items);
                }

                break;
            case MappingSyntax mapping when field.Items is { } free:
                foreach (var entry in mapping.Entries)
                {
                    CheckFreeValue(entry.Value, free);
                }

                break;
            case MappingSyntax mapping when !field.IsOpen:
                CheckMapping(mapping, field);
                break;
        }
    }

    private void CheckFreeValue(SyntaxNode node, FieldSchema field)
    {
        if (node is not ScalarSyntax { IsNull: true })
        {
            CheckValue(node, field);
        }
    }

    private void CheckMapping(MappingSyntax mapping, FieldSchema field)
    {
        foreach (var entry in mapping.Entries)
        {
            if (field.Child(entry.Key.Value) is { } child)
            {
                CheckSpellings(mapping, entry, child);
                CheckField(entry, child);
            }
            else
            {
                AddUnknown(entry, field, mapping);
            }
        }

        CheckRequired(mapping, field);
    }

    private void CheckRequired(MappingSyntax mapping, FieldSchema field)
    {
        foreach (var child in field.Required)
        {
            if (!new Fields(mapping).Has(child.Name))
            {
                Add(SchemaRules.RequiredField
                    .At(FirstLine(mapping), child.Name, field.Title)
                    .WithHelp($"add '{child.Name}'"));
            }
        }
    }

    private void CheckSpellings(MappingSyntax mapping, EntrySyntax entry, FieldSchema field)
    {
        // The parser has spoken of a key that is repeated letter by letter.
        if (entry.Key.Value != field.Name && mapping.Find(field.Name) is { } other)
        {
            Add(SchemaRules.FieldWrittenTwice
                .At(entry.Key.Span, field.Name)
                .Also(other.Key.Span, "written here as well")
                .WithHelp($"keep '{field.Name}' and delete the other"));
        }
    }

    private void AddUnknown(EntrySyntax entry, FieldSchema parent, MappingSyntax? mapping)
    {
        if (lenient)
        {
            AddMisspelt(entry, parent);
            return;
        }

        var name = entry.Key.Value;
        Add((subject.Group is KindTable.OwnGroup ? SchemaRules.UnknownOwnField : SchemaRules.UnknownField)
            .At(entry.Key.Span, name, parent.Title)
            .WithHelp(Elsewhere(name, parent, mapping) ?? Near(name, parent) ?? FieldsOf(parent)));
    }

    private void AddMisspelt(EntrySyntax entry, FieldSchema parent)
    {
        if (Near(entry.Key.Value, parent) is { } near)
        {
            Add(SchemaRules.MisspeltField.At(entry.Key.Span, entry.Key.Value, parent.Title).WithHelp(near));
        }
    }

    private void Add(Diagnostic diagnostic) => diagnostics.Add(diagnostic with { Resource = subject.Id });

    // Most unknown fields are right words at the wrong indentation.
    private static string? Elsewhere(string name, FieldSchema parent, MappingSyntax? mapping)
    {
        for (var above = parent.Parent; above is not null; above = above.Parent)
        {
            if (above.Child(name) is { } field)
            {
                return $"'{field.Name}' belongs to {above.Title}: indent it less";
            }
        }

        foreach (var child in parent.Children.Values)
        {
            if ((child.Items ?? child).Child(name) is { } field && mapping?.Find(child.Name) is not null)
            {
                return $"'{field.Name}' belongs into '{child.Name}': indent it more";
            }
        }

        return null;
    }

    private static string? Near(string name, FieldSchema parent) => Spelling.Advice(name, parent.Children.Keys);

    private static string? FieldsOf(FieldSchema parent) =>
        parent.Children.Count is > 0 and <= 24 ? $"its fields are {string.Join(", ", parent.Children.Keys)}" : null;

    // A missing field stands nowhere; the first line of what lacks it is where a person looks.
    private static SourceSpan FirstLine(MappingSyntax mapping) =>
        mapping.Entries.IsEmpty ? mapping.Span : mapping.Entries[0].Key.Span;
}

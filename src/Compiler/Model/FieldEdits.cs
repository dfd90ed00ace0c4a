using System.Collections.Immutable;
using GatewayPipeline.Compiler.Syntax;

namespace GatewayPipeline.Compiler.Model;

/// <summary>Copies of fields with some of them replaced. Places stay those of what was written.</summary>
internal static class FieldEdits
{
    extension(Fields fields)
    {
        /// <summary>The same with another value of one field; null takes the field out.</summary>
        public Fields With(string name, SyntaxNode? value)
        {
            var others = fields.Mapping.Entries.RemoveAll(entry => FieldName.Matches(entry.Key.Value, name));

            return new(fields.Mapping with
            {
                Entries = value is null ? others : others.Add(new(new(fields.KeySpanOf(name), name), value)),
            });
        }

        /// <summary>The same with another text; a field that is absent stays absent.</summary>
        public Fields WithText(string name, Func<string, string> change) => fields.Scalar(name) is { } text
            ? fields.With(name, text with { Value = change(text.Value), IsPlain = false })
            : fields;

        /// <summary>The same with another mapping; a field that is absent stays absent.</summary>
        public Fields WithObject(string name, Func<Fields, Fields> change) => fields.Object(name) is { } found
            ? fields.With(name, change(found).Mapping)
            : fields;

        /// <summary>The same with every mapping of a list changed.</summary>
        public Fields WithObjects(string name, Func<Fields, Fields> change) => fields.Node(name) is SequenceSyntax list
            ? fields.With(name, list with { Items = [.. fields.Objects(name).Select(item => (SyntaxNode)change(item).Mapping)] })
            : fields;

        /// <summary>Where a field is absent, that of <paramref name="other"/>.</summary>
        public Fields FilledFrom(Fields other, params ReadOnlySpan<string> names)
        {
            var filled = fields;
            foreach (var name in names)
            {
                filled = filled.Has(name) ? filled : filled.With(name, other.Node(name));
            }

            return filled;
        }

        /// <summary>Two maps in one, the own entries before those of <paramref name="other"/>.</summary>
        public Fields JoinedWith(Fields other, string name)
        {
            var own = fields.Map(name);
            var added = other.Map(name)
                .Where(entry => !own.Any(known => known.Key.Value == entry.Key.Value))
                .ToImmutableArray();

            return added is [] ? fields : fields.With(name, new MappingSyntax((fields.Has(name) ? fields : other).SpanOf(name), [.. own, .. added]));
        }
    }
}

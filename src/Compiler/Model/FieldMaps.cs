using System.Collections.Immutable;
using GatewayPipeline.Compiler.Syntax;

namespace GatewayPipeline.Compiler.Model;

/// <summary>Readings of fields whose keys are free.</summary>
internal static class FieldMaps
{
    extension(Fields fields)
    {
        /// <summary>Key and value of labels, or of headers to set.</summary>
        public ImmutableSortedDictionary<string, string> Labels(string name)
        {
            var labels = ManifestObject.EmptyMap;
            foreach (var entry in fields.Map(name))
            {
                labels = entry.Value is ScalarSyntax value ? labels.Add(entry.Key.Value, value.Value) : labels;
            }

            return labels;
        }

        /// <summary>Name → port number.</summary>
        public ImmutableDictionary<string, int> Ports(string name)
        {
            var ports = new Fields(new(fields.SpanOf(name), fields.Map(name)));

            return fields.Map(name).ToImmutableDictionary(
                entry => entry.Key.Value,
                entry => (int)Math.Clamp(ports.Integer(entry.Key.Value) ?? 0, 0, ushort.MaxValue),
                StringComparer.Ordinal);
        }

        /// <summary>Name → whole number, as written; what is none is left out.</summary>
        public IEnumerable<(string Name, long Value)> Integers(string name)
        {
            var numbers = new Fields(new(fields.SpanOf(name), fields.Map(name)));

            return fields.Map(name)
                .Where(entry => numbers.Integer(entry.Key.Value) is not null)
                .Select(entry => (entry.Key.Value, numbers.Integer(entry.Key.Value) ?? 0));
        }

        /// <summary>The mappings under free keys, such as header matches, by name.</summary>
        public IEnumerable<(string Name, Fields Value)> ObjectMap(string name) => fields.Map(name) is { IsEmpty: false } entries
            ? entries.OrderBy(entry => entry.Key.Value, StringComparer.Ordinal)
                .Select(entry => (entry.Key.Value, new Fields(entry.Value as MappingSyntax ?? new(entry.Value.Span, []))))
            : [];
    }
}

using GatewayPipeline.Compiler.Analysis.Requests;
using GatewayPipeline.Compiler.Model;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Analysis;

/// <summary>One entry under <c>match</c> of an HTTP rule; a rule without any has one that takes everything.</summary>
internal sealed record Alternative(HttpRule Rule, Fields? Match, RequestSet Requests)
{
    /// <summary>What stands for it in the tree, also where it was merged with others.</summary>
    public SourceSpan Key => Match?.Span ?? Rule.Fields.Span;

    public SourceSpan Place => Match?.FirstKeySpan ?? Rule.Fields.FirstKeySpan;

    public static Alternative Of(HttpRule rule, Fields? match) => new(rule, match, RequestSet.Of(match));

    public static IEnumerable<Alternative> Of(HttpRule rule) =>
        rule.Matches is [] ? [Of(rule, match: null)] : rule.Matches.Select(match => Of(rule, match));
}

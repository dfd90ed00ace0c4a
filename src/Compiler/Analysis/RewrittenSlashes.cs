using GatewayPipeline.Compiler.Analysis.Requests;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Model;

namespace GatewayPipeline.Compiler.Analysis;

/// <summary>Prefixes that are replaced by one with a slash more, or one less, at the end.</summary>
internal static class RewrittenSlashes
{
    private const string Example = "x";

    public static void Analyze(Subject subject, DiagnosticBag diagnostics)
    {
        foreach (var service in subject.Model.AllVirtualServices)
        {
            var earlier = new RequestSetIndex<Alternative>(ignoreScope: false);
            foreach (var rule in service.Http)
            {
                Analyze(rule, earlier, diagnostics);
            }
        }
    }

    private static void Analyze(HttpRule rule, RequestSetIndex<Alternative> earlier, DiagnosticBag diagnostics)
    {
        var (parent, field) = rule.Fields.Object("redirect") is { } redirect
            ? (redirect, "prefixRewrite")
            : (rule.Fields.Object("rewrite") ?? new(new(rule.Fields.Span, [])), "uri");
        var target = parent.Has("uriRegexRewrite") ? "" : parent.Text(field) ?? "";
        foreach (var alternative in Alternative.Of(rule))
        {
            if (IsPrefix(alternative.Match, out var prefix) && target is ['/', ..] && !target.AsSpan().ContainsAny('?', '#')
                && Judge(alternative, prefix, target, earlier, parent, field) is { } finding)
            {
                diagnostics.Add(finding.Also(alternative.Place, $"this match takes every path that begins with '{prefix}'"));
                return;
            }

            earlier.Add(alternative.Requests, alternative);
        }
    }

    private static Diagnostic? Judge(
        Alternative alternative, string prefix, string target, RequestSetIndex<Alternative> earlier, Fields parent, string field)
    {
        var (from, to) = (prefix.EndsWith('/'), target.EndsWith('/'));
        if (from && !to)
        {
            return MistakeRules.LostSlash.At(parent.SpanOf(field), prefix + Example, target + Example)
                .WithHelp($"only the prefix is replaced, and the rest is put behind: write '{target}/'");
        }

        // Whoever matches the prefix with its slash before leaves nothing that could be doubled.
        var below = alternative.Requests with { Path = alternative.Requests.Path with { Text = alternative.Requests.Path.Text + '/' } };

        return !from && to && earlier.FindCovering(below) is null
            ? MistakeRules.DoubledSlash.At(parent.SpanOf(field), $"{prefix}/{Example}", $"{target}/{Example}")
                .WithHelp(target is "/"
                    ? $"match prefix '{prefix}/' instead, or in front of '{prefix}'"
                    : $"write '{target.TrimEnd('/')}', or match prefix '{prefix}/'")
            : null;
    }

    private static bool IsPrefix(Fields? match, out string prefix)
    {
        var uri = match?.Object("uri");
        prefix = uri?.Text("prefix") ?? "/";

        return uri is null || uri?.Has("prefix") is true;
    }
}

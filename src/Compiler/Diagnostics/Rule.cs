using System.Collections.Immutable;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Diagnostics;

/// <summary>How bad a finding is. An error stops the build.</summary>
public enum Severity
{
    Info,
    Warning,
    Error,
}

/// <summary>Which part of the compiler speaks. Syntax and schema say what one object alone tells.</summary>
public enum Stage
{
    Syntax,
    Schema,
    Binding,
    Analysis,
    Policy,
    Envoy,
    Certificate,
}

/// <summary>
/// The kind of a finding. Declared once in the file of its stage, documented in docs/diagnostics/CODE.md.
/// </summary>
public abstract record Rule(string Code, Stage Stage, Severity Severity, string Title)
{
    /// <summary>The severity in profile <c>istio</c>, where it differs from that in <c>edge</c>.</summary>
    public Severity? InIstioProfile { get; init; }

    /// <summary>Istio's codes for the same finding, such as <c>IST0101</c>.</summary>
    public ImmutableArray<string> Aliases { get; init; } = [];

    public Severity SeverityIn(Profile profile) =>
        profile is Profile.Istio ? InIstioProfile ?? Severity : Severity;
}

/// <summary>A kind of finding whose message names one thing.</summary>
public sealed record Rule<T>(string Code, Stage Stage, Severity Severity, string Title, Func<T, string> Format)
    : Rule(Code, Stage, Severity, Title)
{
    public Diagnostic At(SourceSpan span, T argument) => new(this, span, Format(argument));
}

/// <summary>A kind of finding whose message names two things.</summary>
public sealed record Rule<T1, T2>(string Code, Stage Stage, Severity Severity, string Title, Func<T1, T2, string> Format)
    : Rule(Code, Stage, Severity, Title)
{
    public Diagnostic At(SourceSpan span, T1 first, T2 second) => new(this, span, Format(first, second));
}

using System.Collections.Immutable;

namespace GatewayPipeline.Compiler.Diagnostics;

/// <summary>GWP12: the fields of one object are known and well typed, but what they say together cannot be.</summary>
public static class ValueRules
{
    public static readonly Rule<string> NotHandledYet = new("GWP1201", Stage.Analysis, Severity.Error,
        "A value that is valid in Istio, and not compiled yet",
        value => $"{value} is not handled yet");

    public static readonly Rule<string> OneOf = Error("GWP1202",
        "Fields that exclude each other stand together",
        names => $"only one of {names} may be given");

    public static readonly Rule<string> EmptyValue = Error("GWP1203",
        "A value is empty where it must not be",
        field => $"'{field}' must not be empty");

    public static readonly Rule<string> WeightsAreZero = Error("GWP1204",
        "All weights of a rule are zero",
        count => $"none of these {count} destinations has a weight, so none would get a request");

    public static readonly Rule<string, string> HeaderValue = new("GWP1205", Stage.Schema, Severity.Error,
        "A header value cannot be formatted",
        (header, reason) => $"the value of header '{header}' has {reason}")
    {
        Aliases = ["IST0106"],
    };

    public static readonly Rule<string> RedirectCode = Error("GWP1206",
        "A redirect has a code that is none",
        code => $"{code} is no redirect code");

    public static readonly Rule<string> ResponseStatus = Error("GWP1207",
        "A direct response has no valid status",
        status => $"'{status}' is no status of a response");

    public static readonly Rule<string, string> BodyTooLarge = new("GWP1208", Stage.Schema, Severity.Error,
        "The body of a direct response is too large",
        (size, limit) => $"the body has {size} bytes; at most {limit} are allowed")
    {
        Aliases = ["IST0106"],
    };

    public static readonly Rule<string> Negative = Error("GWP1209",
        "A number is negative where it must not be",
        field => $"'{field}' must not be negative");

    public static readonly Rule<string> NoAction = Error("GWP1210",
        "A rule does nothing",
        field => $"this rule has none of {field}");

    public static readonly Rule<string> InvalidRegex = Error("GWP1211",
        "A regular expression that Envoy cannot read",
        reason => $"this is no valid RE2 expression: {reason}");

    public static readonly Rule<string, string> RegexTooLarge = new("GWP1212", Stage.Envoy, Severity.Error,
        "A regular expression that is too large for Envoy",
        (size, limit) => $"this expression compiles to a program of {size} instructions; Envoy takes at most {limit}");

    public static readonly Rule<string> SeveralForms = new("GWP1213", Stage.Schema, Severity.Error,
        "One value is written in several forms",
        forms => $"only one of {forms} may be given")
    {
        InIstioProfile = Severity.Warning,
        Aliases = ["IST0106"],
    };

    public static readonly Rule<string, string> NotAllowedHere = new("GWP1214", Stage.Schema, Severity.Error,
        "Something stands where it must not",
        (what, where) => $"'{what}' is not allowed {where}")
    {
        Aliases = ["IST0106"],
    };

    public static readonly Rule<string, string> WithoutEffect = new("GWP1215", Stage.Schema, Severity.Warning,
        "A field changes nothing as it is used here",
        (field, reason) => $"'{field}' has no effect: {reason}")
    {
        Aliases = ["IST0133"],
    };

    public static readonly Rule<string> RedirectNotBuilt = new("GWP1216", Stage.Envoy, Severity.Error,
        "A redirect has a code that Envoy does not send",
        code => $"Envoy does not redirect with {code}");

    public static ImmutableArray<Rule> All { get; } =
    [
        NotHandledYet, OneOf, EmptyValue, WeightsAreZero, HeaderValue, RedirectCode, ResponseStatus, BodyTooLarge, Negative, NoAction,
        InvalidRegex, RegexTooLarge, SeveralForms, NotAllowedHere, WithoutEffect, RedirectNotBuilt,
    ];

    private static Rule<string> Error(string code, string title, Func<string, string> format) =>
        new(code, Stage.Schema, Severity.Error, title, format) { Aliases = ["IST0106"] };
}

#!/usr/bin/env -S dotnet run
#:project ../src/Delivery/GatewayPipeline.Delivery.csproj
#:package Markdig

// Draws docs/images/review-HOST.png: what a review looks like on each git host. The review is a real one, of the case
// routes-added-and-removed of tests/differences; the looks are imitated.
//
//   dotnet run eng/render-reviews.cs -- FOLDER
//
// Needs Chromium (apt-get install chromium); CHROMIUM_PATH names another one.

using System.Diagnostics;
using System.Net;
using System.Runtime.CompilerServices;
using GatewayPipeline.Compiler.Text;
using GatewayPipeline.Delivery.PullRequests;
using Markdig;

if (args is not [var folder])
{
    Console.Error.WriteLine("name the folder to write to");

    return 2;
}

var review = PullRequestReview.Of(new()
{
    Base = Read("base"),
    Head = Read("head"),
    Options = new(),
    BaseCommit = "4f1c2a9e7d3b5a60f8e1c4d2b7a9e3f5c6d8b0a1",
    HeadCommit = "9b0d7e2f1a3c5b4d6e8f0a2c4b6d8e1f3a5c7b9d",
});
var markdown = new MarkdownPipelineBuilder().Build();
foreach (var look in Looks())
{
    var report = review.ToReport(look.Limit);
    var page = Path.Combine(Path.GetTempPath(), $"review-{look.Name}.html");
    File.WriteAllText(page, Page(look, report, Markdown.ToHtml(report.SummaryMarkdown, markdown)));
    var picture = Path.GetFullPath(Path.Combine(folder, $"review-{look.Name}.png"));
    using var browser = Process.Start(
        Environment.GetEnvironmentVariable("CHROMIUM_PATH") ?? "chromium",
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=900,1500",
            $"--screenshot={picture}", $"file://{page}",
        ]);
    browser.WaitForExit(TimeSpan.FromMinutes(2));
    File.Delete(page);
    Console.WriteLine(picture);
}

return 0;

ManifestTree Read(string side)
{
    var root = Path.GetFullPath($"../tests/differences/routes-added-and-removed/{side}", Here());

    return ManifestTree.Of(Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
        .Select(path => new Manifest.Readable($"deploy/{Path.GetRelativePath(root, path)}", File.ReadAllText(path))));
}

string Page(Look look, ReviewReport report, string comment)
{
    var note = report.Annotations.First(each => each.Level is AnnotationLevel.Warning && each.Title.StartsWith("GWP3020", StringComparison.Ordinal));
    var lines = File.ReadAllLines(Path.GetFullPath($"../tests/differences/routes-added-and-removed/head/{Path.GetFileName(note.Path)}", Here()));
    var code = string.Concat(lines.Index().Skip(note.Line - 3).Take(5).Select(line =>
        $"<tr class='{(line.Index + 1 == note.Line ? "here" : "")}'><td class=no>{line.Index + 1}</td><td>+ {Text(line.Item)}</td></tr>"));

    return $$"""
        <!doctype html><meta charset=utf-8><style>
        body { margin: 24px; background: #fff; font: 14px/1.5 {{look.Font}}; color: {{look.Ink}}; }
        code { font: 12px ui-monospace, 'DejaVu Sans Mono', monospace; background: {{look.CodeBack}}; padding: 1px 4px; border-radius: 4px; }
        .box { border: 1px solid {{look.Line}}; border-radius: {{look.Radius}}; margin-bottom: 16px; overflow: hidden; }
        .top { background: {{look.Head}}; padding: 8px 14px; border-bottom: 1px solid {{look.Line}}; font-weight: 600; }
        .in { padding: 4px 16px 12px; } h3 { margin: 10px 0 6px; } h4 { margin: 12px 0 2px; } ul { margin: 2px 0; padding-left: 22px; }
        p { margin: 4px 0; } table { border-collapse: collapse; width: 100%; font: 12px/1.6 ui-monospace, 'DejaVu Sans Mono', monospace; }
        td { padding: 0 10px; background: {{look.Added}}; white-space: pre; } td.no { width: 30px; text-align: right; color: #777; }
        .note { border-left: 4px solid #bf8700; background: #fff8e5; padding: 8px 14px; white-space: pre-wrap; }
        .check { padding: 8px 14px; } .dot { display: inline-block; width: 10px; height: 10px; border-radius: 5px; background: #1a7f37; margin-right: 8px; }
        </style>
        <div class=box><div class=check><span class=dot></span><b>{{look.Check}}</b> &nbsp;{{Text(report.Title)}}</div></div>
        <div class=box><div class=top>{{look.Author}}</div><div class=in>{{comment}}</div></div>
        <div class=box><div class=top>{{Text(note.Path)}}</div><table>{{code}}</table>
        <div class=note><b>{{Text(note.Title)}}</b>
        {{Text(note.Message)}}</div></div>
        """;
}

static string Text(string text) => WebUtility.HtmlEncode(text);

static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path) ?? "";

static IEnumerable<Look> Looks() =>
[
    new("github", CommentLimits.GitHub, "-apple-system, 'Noto Sans', Helvetica, Arial, sans-serif", "#1f2328", "#d1d9e0", "#f6f8fa", "#eff1f3",
        "#dafbe1", "6px", "gateway-pipeline / manifests", "gateway-pipeline[bot] commented"),
    new("gitlab", CommentLimits.GitLab, "'GitLab Sans', 'Noto Sans', Arial, sans-serif", "#28272d", "#dcdcde", "#fbfafd", "#ececef",
        "#ecfdf0", "8px", "gateway-pipeline/manifests: passed", "Gateway Pipeline @gateway-pipeline"),
    new("azure", CommentLimits.AzureDevOps, "'Segoe UI', 'Noto Sans', Arial, sans-serif", "#292827", "#eaeaea", "#f8f8f8", "#f4f4f4",
        "#e6f4e6", "2px", "gateway-pipeline/manifests succeeded", "Gateway Pipeline (build service)"),
    new("gitea", CommentLimits.Gitea, "'Noto Sans', Arial, sans-serif", "#212121", "#d0d7de", "#f6f7fa", "#eceef1",
        "#d6fcd6", "4px", "gateway-pipeline/manifests", "gateway-pipeline commented"),
];

/// <summary>A git host as far as a picture shows it.</summary>
internal sealed record Look(
    string Name, int Limit, string Font, string Ink, string Line, string Head, string CodeBack, string Added, string Radius, string Check, string Author);

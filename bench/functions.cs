#!/usr/bin/env -S dotnet run
#:property RestorePackagesWithLockFile=false

// How long the functions app takes from its start to its first answer, and what memory it then has, beside a bare
// minimal API that was published in the same way.
//   dotnet run bench/functions.cs -- NAME=PROGRAM … [--runs 20]
// A program is started with a free port in FUNCTIONS_CUSTOMHANDLER_PORT and settings that name a store which is not there.
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

var programs = args.Where(argument => argument.Contains('=', StringComparison.Ordinal))
    .Select(argument => argument.Split('=', 2)).ToArray();
var runs = Array.IndexOf(args, "--runs") is >= 0 and var at ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : 20;
if (programs is [])
{
    Console.Error.WriteLine("name programs: dotnet run bench/functions.cs -- aot=/path/gwp-functions bare=/path/bare");

    return 2;
}

var settings = Path.GetTempFileName();
File.WriteAllText(settings, """
    {
      "store": "/tmp/store",
      "root": "sha256:0000000000000000000000000000000000000000000000000000000000000000",
      "keys": ["release=r.pem", "channel=c.pem"],
      "sources": [{ "name": "shop", "host": "github", "repository": "https://github.com/acme/shop.git", "repositoryId": "1",
        "refs": [{ "ref": "refs/heads/main" }] }]
    }
    """);
Console.WriteLine("| program | size | first answer, median | processor time until then | first webhook | memory (RSS) |");
Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
foreach (var program in programs)
{
    List<double> answers = [];
    List<double> processor = [];
    List<double> webhooks = [];
    List<long> memories = [];
    for (var run = 0; run < runs; run++)
    {
        var (answer, busy, webhook, memory) = await MeasureAsync(program[1], settings);
        answers.Add(answer);
        processor.Add(busy);
        webhooks.Add(webhook);
        memories.Add(memory);
    }

    answers.Sort();
    processor.Sort();
    webhooks.Sort();
    memories.Sort();
    Console.WriteLine(FormattableString.Invariant(
        $"| {program[0]} | {new FileInfo(program[1]).Length / 1048576.0:0.0} MiB | {answers[runs / 2]:0} ms | {processor[runs / 2]:0} ms | {webhooks[runs / 2]:0.0} ms | {memories[runs / 2] / 1024} MiB |"));
}

File.Delete(settings);

return 0;

static async Task<(double Answer, double Busy, double Webhook, long KiB)> MeasureAsync(string program, string settings)
{
    using var listener = new TcpListener(IPAddress.Loopback, 0);
    listener.Start();
    var port = ((IPEndPoint)listener.LocalEndpoint).Port;
    listener.Stop();
    var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
    start.Environment["FUNCTIONS_CUSTOMHANDLER_PORT"] = $"{port}";
    start.Environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}";
    start.Environment["PIPELINE_SETTINGS"] = settings;
    using var client = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}") };
    var began = Stopwatch.GetTimestamp();
    using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start");
    process.OutputDataReceived += (_, _) => { };
    process.ErrorDataReceived += (_, _) => { };
    process.BeginOutputReadLine();
    process.BeginErrorReadLine();
    try
    {
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync("/");
                break;
            }
            catch (HttpRequestException) when (!process.HasExited && Stopwatch.GetElapsedTime(began).TotalSeconds < 30)
            {
                await Task.Delay(2);
            }
        }

        var first = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        process.Refresh();
        var busy = process.TotalProcessorTime.TotalMilliseconds;
        began = Stopwatch.GetTimestamp();
        using (await client.PostAsync("/api/webhooks/shop", new StringContent("{}")))
        {
        }

        var webhook = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        var rss = File.ReadLines($"/proc/{process.Id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));

        return (first, busy, webhook, long.Parse(rss.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture));
    }
    finally
    {
        process.Kill();
        await process.WaitForExitAsync();
    }
}

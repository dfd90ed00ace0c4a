using System.Text.Json;

namespace GatewayPipeline.EndToEnd.Tests.Running;

/// <summary>What `gwp up` keeps in its state folder, for tests that look behind the curtain.</summary>
internal sealed class StateOfUp(string folder)
{
    private string AgentData => Path.Combine(folder, "agent");

    /// <summary>The process of a child, by a word of its command line: the program itself, not the shell that minds it.</summary>
    public int IdOf(string word)
    {
        var minders = File.ReadAllLines(Path.Combine(folder, "children")).Select(line => line.Split(' ')[0]).ToHashSet();

        return Directory.EnumerateDirectories("/proc")
            .Select(Path.GetFileName)
            .Where(id => int.TryParse(id, out _))
            .Where(id => minders.Contains(ParentOf(id)) && CommandLine(id) is var line
                && line.Contains(word, StringComparison.Ordinal) && !line.StartsWith("/bin/sh", StringComparison.Ordinal))
            .Select(id => int.Parse(id ?? "", System.Globalization.CultureInfo.InvariantCulture))
            .Single();
    }

    public bool HasChildren => File.Exists(Path.Combine(folder, "children"));

    /// <summary>The agent's status socket, as it was told.</summary>
    public string StatusSocket
    {
        get
        {
            var arguments = CommandLine($"{IdOf("gwp-agent")}").Split('\0');

            return arguments[Array.IndexOf(arguments, "--status") + 1];
        }
    }

    /// <summary>Where Envoy answers about itself.</summary>
    public string AdminSocket
    {
        get
        {
            using var bootstrap = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "bootstrap.json")));
            var address = bootstrap.RootElement.GetProperty("admin").GetProperty("address");

            return Path.GetFullPath(address.GetProperty("pipe").GetProperty("path").GetString() ?? "", AgentData);
        }
    }

    private static string CommandLine(string? id) => Proc(id, "cmdline");

    // The fourth field, counted after the name in parentheses.
    private static string ParentOf(string? id) =>
        Proc(id, "stat") is { Length: > 0 } stat ? stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1] : "";

    // A process may end while it is looked at.
    private static string Proc(string? id, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/{file}");
        }
        catch (IOException)
        {
            return "";
        }
    }
}

using System.Text.Json;

namespace GatewayPipeline.EndToEnd.Tests.Running;

/// <summary>What `gwp up` keeps in its state folder, for tests that look behind the curtain.</summary>
internal sealed class StateOfUp(string folder)
{
    private string AgentData => Path.Combine(folder, "agent");

    /// <summary>The process of a child, by a word of its command line.</summary>
    public int IdOf(string word) =>
        File.ReadAllLines(Path.Combine(folder, "children"))
            .Select(line => int.Parse(line.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture))
            .Single(id => CommandLine(id).Contains(word, StringComparison.Ordinal));

    public bool HasChildren => File.Exists(Path.Combine(folder, "children"));

    /// <summary>The agent's status socket, as it was told.</summary>
    public string StatusSocket
    {
        get
        {
            var arguments = CommandLine(IdOf("gwp-agent")).Split('\0');

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

    private static string CommandLine(int id) => File.ReadAllText($"/proc/{id}/cmdline");
}

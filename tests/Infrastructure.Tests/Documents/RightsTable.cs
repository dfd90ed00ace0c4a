using GatewayPipeline.Infrastructure.Tests.Rules;

namespace GatewayPipeline.Infrastructure.Tests.Documents;

/// <summary>The tables below "Who may do what" in docs/azure.md, a heading for each party.</summary>
/// <param name="Rows">What is for several places is several rows.</param>
internal sealed record RightsTable(Right[] Rows)
{
    private const string Chapter = "## Who may do what";

    public static RightsTable Read()
    {
        List<Right> rows = [];
        var who = "";
        foreach (var line in Repository.Read("docs/azure.md").Split('\n')
            .SkipWhile(line => line != Chapter).Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal)))
        {
            if (line.StartsWith("### ", StringComparison.Ordinal))
            {
                who = line[4..];
            }
            else if (line.Split('|', StringSplitOptions.TrimEntries) is ["", var role, var places, var why, ""]
                && role is not ("role" or "---"))
            {
                rows.AddRange(Places(places).Select(place => new Right(who, role, place, why)));
            }
        }

        Assert.NotEmpty(rows);

        return new([.. rows]);
    }

    private static string[] Places(string text) => text switch
    {
        "both queues" => ["queue `pushes`", "queue `pull-requests`"],
        "both poison queues" => ["queue `pushes-poison`", "queue `pull-requests-poison`"],
        _ => [text],
    };
}

using System.Globalization;

namespace GatewayPipeline.Compiler.Xds.Validation;

/// <summary>
/// A walk through a resource: where in it the check stands, and what it has found. The way is kept as steps and not as a
/// text: of thousands of places hardly one is ever told.
/// </summary>
internal sealed class Walk
{
    private readonly record struct Step(string Name, int Index, string? Key);

    private readonly List<Step> way;
    private readonly List<ConstraintViolation> violations = [];

    public Walk()
        : this([])
    {
    }

    private Walk(List<Step> way) => this.way = way;

    /// <summary>In the order in which they were found.</summary>
    public IReadOnlyList<ConstraintViolation> Violations => violations;

    /// <summary>Goes down into a field, an item of a list, or an entry of a map.</summary>
    public void Enter(string name, int index = -1, string? key = null) => way.Add(new(name, index, key));

    public void Leave() => way.RemoveAt(way.Count - 1);

    /// <summary>A walk of its own from this place on.</summary>
    public Walk Branch() => new([.. way]);

    /// <summary>Takes what was found on the way from here.</summary>
    public void Join(Walk branch) => violations.AddRange(branch.violations);

    /// <summary>Keeps a violation whose path begins here.</summary>
    public void Report(ConstraintViolation found) => violations.Add(found with { Path = PathOf(found.Path) });

    /// <param name="path">What is wrong, from here on; empty: what stands here.</param>
    /// <param name="words">Null: nothing is wrong.</param>
    public void Report(string path, string? words)
    {
        if (words is not null)
        {
            violations.Add(ConstraintValidator.Violation(PathOf(path), words));
        }
    }

    private string PathOf(string below)
    {
        var path = "";
        foreach (var step in way)
        {
            path = Joined(path, step.Index >= 0 ? string.Create(CultureInfo.InvariantCulture, $"{step.Name}[{step.Index}]")
                : step.Key is null ? step.Name
                : $"{step.Name}[\"{step.Key}\"]");
        }

        return Joined(path, below);
    }

    private static string Joined(string path, string name) =>
        path.Length is 0 || name.Length is 0 || name[0] is '[' ? path + name : $"{path}.{name}";
}

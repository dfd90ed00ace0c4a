using System.Globalization;

namespace GatewayPipeline.Compiler.Xds.Validation;

/// <summary>
/// Where in a resource a message stands. A link upwards instead of a text: of thousands of places hardly one is ever
/// told.
/// </summary>
internal sealed record Place(Place? Parent, string Name, int Index = -1, string? Key = null)
{
    public static Place Root { get; } = new(null, "");

    public Place Below(string name) => new(this, name);

    public string Of(string name)
    {
        var here = ToString();

        return here.Length == 0 || name.Length == 0 || name[0] == '[' ? here + name : $"{here}.{name}";
    }

    public override string ToString()
    {
        var name = Index >= 0 ? string.Create(CultureInfo.InvariantCulture, $"{Name}[{Index}]")
            : Key is null ? Name
            : $"{Name}[\"{Key}\"]";

        return Parent is null ? name : Parent.Of(name);
    }
}

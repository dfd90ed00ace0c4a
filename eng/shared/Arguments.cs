using System.Globalization;

/// <summary>What a campaign was told: <c>--name number</c>, and names that stand alone.</summary>
internal sealed class Arguments(string[] args)
{
    public int Number(string name, int otherwise) =>
        Array.IndexOf(args, name) is >= 0 and var index && index + 1 < args.Length
            ? int.Parse(args[index + 1], CultureInfo.InvariantCulture)
            : otherwise;

    /// <summary>Null if it was not said.</summary>
    public string? Text(string name) =>
        Array.IndexOf(args, name) is >= 0 and var index && index + 1 < args.Length ? args[index + 1] : null;

    public bool Has(string name) => args.Contains(name);

    public static string EnvoyOrExit(string? found) => ProgramOrExit(found, "Envoy", "ENVOY_PATH");

    /// <summary>Ends the program if there is none of that name.</summary>
    public static string ProgramOrExit(string? found, string name, string variable)
    {
        if (found is null)
        {
            Console.Error.WriteLine($"no {name}: set {variable} to the program, or put it on PATH");
            Environment.Exit(2);
        }

        return found;
    }
}

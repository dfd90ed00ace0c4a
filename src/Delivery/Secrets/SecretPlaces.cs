using System.Collections.Immutable;

namespace GatewayPipeline.Delivery.Secrets;

/// <summary>Every kind of place that secrets are read from. The list is its only home.</summary>
internal static class SecretPlaces
{
    public const string Help = "a secret is named by where it is: env:NAME, file:PATH or keyvault:URI";

    private static ImmutableArray<ISecretPlace> All { get; } =
    [
        new EnvironmentPlace(),
        new FilePlace(),
        new VaultPlace(),
    ];

    /// <summary>Null for a reference to none of them.</summary>
    public static (ISecretPlace Place, string Name)? Find(string text)
    {
        var parts = text.Split(':', 2);
        var place = All.FirstOrDefault(each => each.Scheme == parts[0]);

        return place is not null && parts is [_, var name] ? (place, name) : null;
    }
}

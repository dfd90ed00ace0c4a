using System.Diagnostics.CodeAnalysis;

namespace GatewayPipeline.Delivery.Secrets;

/// <summary>
/// Where a secret is, never the secret itself: <c>env:NAME</c>, <c>file:PATH</c>, or <c>keyvault:URI</c> of a vault's
/// secret, whose newest version counts.
/// </summary>
public sealed record SecretReference(string Text)
{
    /// <param name="problem">What is wrong, and how references are written; it does not repeat the text, which may be
    /// a secret that somebody wrote in the wrong place.</param>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out SecretReference? reference, out string problem)
    {
        problem = SecretPlaces.Find(text) is var (place, name) ? place.Objection(name) ?? "" : SecretPlaces.Help;
        reference = problem is "" ? new(text) : null;

        return reference is not null;
    }

    public override string ToString() =>
        SecretPlaces.Find(Text) is null ? "(a secret's place, misspelt)" : Text;
}

using System.Text;

namespace GatewayPipeline.Delivery.Secrets;

/// <summary><c>env:NAME</c>. The process keeps what it was started with, unless the platform restarts it.</summary>
internal sealed class EnvironmentPlace : ISecretPlace
{
    public string Scheme => "env";

    public string? Objection(string name) =>
        name.Length > 0 && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '_')
            ? null
            : "a secret in the environment is written env:NAME, with a name of letters, digits and '_'";

    public Task<byte[]> ReadAsync(string name, SecretSurroundings surroundings, CancellationToken cancellation) =>
        surroundings.Environment(name) is { Length: > 0 } text
            ? Task.FromResult(Encoding.UTF8.GetBytes(text))
            : throw new SecretException("that variable is not set");
}

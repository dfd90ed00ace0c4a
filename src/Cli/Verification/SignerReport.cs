using System.Globalization;
using System.Text.Json;
using GatewayPipeline.Bundles;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;
using GatewayPipeline.Delivery.Provenance;

namespace GatewayPipeline.Cli.Verification;

/// <summary>Whose signatures counted, and what each signer of a release says of where its bundle comes from.</summary>
internal sealed class SignerReport
{
    private readonly List<(string Document, string KeyId)> signers = [];
    private readonly List<(string KeyId, OriginRead Origin)> origins = [];

    public void AddSigners(
        string document, ReadOnlyMemory<byte> bytes, RootDocument root, IEnumerable<RoleGrant> grants, string channel)
    {
        if (SignedEnvelope.TryParse(bytes.Span, out var envelope)
            && Quorum.Of(envelope, root, [.. grants], channel) is { } quorum)
        {
            signers.AddRange(quorum.Signers.Select(id => (document, id)));
        }
    }

    public async Task AskAsync(
        IStoreReader store, BundleReference bundle, RootDocument root, CancellationToken cancellation)
    {
        foreach (var (document, id) in signers)
        {
            if (document == ReleaseVerification.Document && PublicKey.Of(root.Keys[id]) is { } key)
            {
                origins.Add((id, await ProvenanceReader.ReadAsync(store, bundle, key, cancellation)));
            }
        }
    }

    public void WriteText(TextWriter output)
    {
        if (signers.Count > 0)
        {
            output.WriteLine();
        }

        foreach (var (document, id) in signers)
        {
            output.WriteLine($"signed   {document}: {id}");
        }

        foreach (var (id, origin) in origins)
        {
            output.WriteLine($"built    {id[..8]}…: {Sentence(origin)}");
        }
    }

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartArray("signatures");
        foreach (var (document, id) in signers)
        {
            json.WriteStartObject();
            json.WriteString("document", document);
            json.WriteString("keyId", id);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("provenance");
        foreach (var (id, origin) in origins)
        {
            var said = (origin as OriginRead.Found)?.Origin;
            json.WriteStartObject();
            json.WriteString("keyId", id);
            json.WriteString("repository", said?.Repository);
            json.WriteString("ref", said?.Ref);
            json.WriteString("path", said?.Path);
            json.WriteString("commit", said?.Commit);
            json.WriteString("builder", said?.Builder);
            json.WriteString("compilerVersion", said?.Compiler);
            json.WriteString("startedOn", said?.StartedOn.ToString("O", CultureInfo.InvariantCulture));
            json.WriteString("invocationId", said?.Invocation);
            json.WriteString("problem", said is null ? Sentence(origin) : null);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Sentence(OriginRead origin) => origin switch
    {
        OriginRead.Found { Origin: var said } => string.Join(", ", Parts(said)),
        OriginRead.Refused refused => $"no provenance that counts: {refused.Reason}",
        _ => "no provenance",
    };

    private static IEnumerable<string> Parts(BundleOrigin said)
    {
        yield return said.Repository;
        if (said.Path is not null)
        {
            yield return $"path {said.Path}";
        }

        if (said.Commit is not null)
        {
            yield return $"commit {said.Commit}";
        }

        if (said.Compiler is not null)
        {
            yield return $"compiler {said.Compiler}";
        }

        yield return said.StartedOn.ToString("u", CultureInfo.InvariantCulture);
    }
}

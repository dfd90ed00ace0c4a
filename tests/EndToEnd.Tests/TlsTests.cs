using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using GatewayPipeline.EndToEnd.Tests.Running;

namespace GatewayPipeline.EndToEnd.Tests;

/// <summary>Certificates reach a real Envoy as the names of files, over the agent's stream, and are read anew when they change.</summary>
public sealed class TlsTests : IDisposable
{
    private const string Host = "orders.example.com";
    private const string Tree = """
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: {name: edge, namespace: shop}
        spec:
          selector: {istio: ingressgateway}
          servers:
          - port: {number: 443, name: https, protocol: HTTPS}
            hosts: [orders.example.com]
            tls: {mode: SIMPLE, credentialName: orders}
        ---
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: orders, namespace: shop}
        spec:
          hosts: [orders.example.com]
          gateways: [edge]
          http:
          - directResponse: {status: 200, body: {string: hello}}
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Workspace workspace = new();
    private readonly int port = Ports.Free(1)[0];

    public void Dispose() => workspace.Dispose();

    [Fact]
    public async Task Shows_a_certificate_of_the_folder_and_its_successor_without_a_new_bundle()
    {
        Programs.EnvoyOrSkip();
        workspace.Write("tree/shop.yaml", Tree);
        var first = WriteCertificate();
        await using var up = GatewayUp.Start(
            workspace, "tree", preview: false, "--map-port", $"443={port}", "--certificates", "keys-of-shop");
        await WaitForAsync(first, up);

        var second = WriteCertificate();
        await WaitForAsync(second, up);

        Assert.NotEqual(first, second);
        Assert.Null(await FindThumbprintAsync("other.example.com"));
    }

    private string WriteCertificate()
    {
        const string Folder = "keys-of-shop/orders";
        var made = new CertificateFolder();
        var aside = workspace.At($"aside-{Guid.NewGuid():N}");
        made.Write(aside, ["tls.crt", "tls.key"]);
        Directory.CreateDirectory(workspace.At(Folder));
        foreach (var file in new[] { "tls.key", "tls.crt" })
        {
            File.Move(Path.Combine(aside, file), workspace.At($"{Folder}/{file}"), overwrite: true);
        }

        using var certificate = X509CertificateLoader.LoadCertificateFromFile(workspace.At($"{Folder}/tls.crt"));

        return certificate.Thumbprint;
    }

    private Task<TimeSpan> WaitForAsync(string thumbprint, GatewayUp up) => Eventually.AsyncThat(
        async () => await FindThumbprintAsync(Host) == thumbprint,
        Patience,
        () => $"certificate {thumbprint} on port {port}.\ngwp up said:\n{up.Child.Output}");

    /// <summary>Of the certificate that is shown for a server name; null if the connection is refused.</summary>
    private async Task<string?> FindThumbprintAsync(string serverName)
    {
        string? shown = null;
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port, TestContext.Current.CancellationToken);
            await using var stream = new SslStream(client.GetStream());
            await stream.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = serverName,

                    // Which certificate is shown is the question, not whether it is to be trusted.
                    RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                    {
                        shown = (certificate as X509Certificate2)?.Thumbprint;

                        return shown is not null;
                    },
                },
                TestContext.Current.CancellationToken);

            return shown;
        }
        catch (Exception exception)
            when (exception is SocketException or IOException or System.Security.Authentication.AuthenticationException)
        {
            return null;
        }
    }
}

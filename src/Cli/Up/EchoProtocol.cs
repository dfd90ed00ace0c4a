using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using GatewayPipeline.Compiler;
using GatewayPipeline.Preview.Listening;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace GatewayPipeline.Cli.Up;

/// <summary>How an echo upstream speaks: as the port of its service says.</summary>
internal static class EchoProtocol
{
    private static readonly TimeSpan CertificateLife = TimeSpan.FromDays(30);

    public static void Use(ListenOptions endpoint, Destination destination)
    {
        switch (destination.Protocol.ToUpperInvariant())
        {
            case "HTTP2" or "GRPC" or "GRPCWEB":
                endpoint.Protocols = HttpProtocols.Http2;
                break;
            case "HTTPS" or "TLS":
                endpoint.Protocols = HttpProtocols.Http1;
                EndTls(endpoint, SelfSigned(destination));
                break;
            case "TCP" or "MONGO" or "MYSQL" or "REDIS":
                endpoint.Use(_ => connection => ReturnBytesAsync(connection, destination));
                break;
            default:
                endpoint.Protocols = HttpProtocols.Http1;
                break;
        }
    }

    private static void EndTls(ListenOptions endpoint, X509Certificate2 certificate) => endpoint.Use(serve =>
        async connection =>
        {
            SslServerAuthenticationOptions options = new()
            {
                ServerCertificate = certificate,
                ApplicationProtocols = [SslApplicationProtocol.Http11],
            };
            await using var tls = await TlsTermination.EndAsync(connection, options);
            if (tls is not null)
            {
                await serve(connection);
            }
        });

    // One line that says who it is, since some clients wait for the server to begin; then whatever arrives goes back.
    private static async Task ReturnBytesAsync(ConnectionContext connection, Destination destination)
    {
        var (input, output) = (connection.Transport.Input, connection.Transport.Output);
        await output.WriteAsync(Encoding.UTF8.GetBytes($"{EchoAnswer.NameOf(destination)}\n"));
        while (true)
        {
            var read = await input.ReadAsync(connection.ConnectionClosed);
            foreach (var piece in read.Buffer)
            {
                await output.WriteAsync(piece);
            }

            input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return;
            }
        }
    }

    // Nobody trusts it, and nobody has to: it shows that TLS ended here and not before.
    private static X509Certificate2 SelfSigned(Destination destination)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={destination.Name}.{destination.Namespace}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(destination.Host);
        request.CertificateExtensions.Add(names.Build());
        var now = DateTimeOffset.UtcNow;

        return request.CreateSelfSigned(now.AddHours(-1), now + CertificateLife);
    }
}

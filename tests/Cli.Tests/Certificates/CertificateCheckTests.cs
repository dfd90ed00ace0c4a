using System.Security.Cryptography;

namespace GatewayPipeline.Cli.Tests.Certificates;

/// <summary>What <c>gwp check --certificates</c> finds in the files that manifests name, and where it says so.</summary>
public sealed class CertificateCheckTests : IDisposable
{
    private const string Simple = "{ mode: SIMPLE, credentialName: shop }";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Nothing_is_looked_at_unless_a_folder_is_named()
    {
        WriteGateway(Simple);

        var result = await Gwp.RunAsync("check", folder.At("manifests"));

        Assert.Equal("0 errors, 0 warnings, 0 infos in 1 manifest\n", result.Out);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_a_broken_world()
    {
        WriteGateway(Simple);

        var result = await Gwp.RunAsync("check", folder.At("manifests"), "--certificates", folder.At("certificates"));

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("there is no such folder", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_finding_stands_at_the_field_that_names_the_file_and_points_into_the_file()
    {
        var gateway = WriteGateway(Simple);
        var authority = TestCertificate.Authority("Root");
        Lay("shop", TestCertificate.Of("www.example.com"), TestCertificate.Of("shop.example.com"));
        folder.Write("certificates/shop/tls.crt", "a remark\n" + authority.Sign("shop", hosts: "www.example.com").Pem);

        var result = await CheckAsync();

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(
            $"{gateway}:8:42: error GWP7004: the key in {Certificate("tls.key")} is not that of the certificate in "
            + $"{Certificate("tls.crt")}\n",
            result.Out, StringComparison.Ordinal);
        Assert.Contains($"  {Certificate("tls.crt")}:2:1: the certificate, of CN=shop\n", result.Out, StringComparison.Ordinal);
        Assert.Contains("tls: { mode: SIMPLE, credentialName: shop }", result.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[shop.example.com]", "shop.example.com")]
    [InlineData("[Shop.Example.com]", "shop.example.com")]
    [InlineData("[shop.example.com]", "*.example.com")]
    [InlineData("[shop.example.com, api.example.com]", "api.example.com shop.example.com")]
    [InlineData("['*']", "other.example.com")]
    [InlineData("['*.example.com']", "*.example.com")]
    [InlineData("['*.example.com']", "shop.example.com")]
    [InlineData("[ns/shop.example.com]", "shop.example.com")]
    [InlineData("[eu.shop.example.com]", "*.example.com", "GWP7010")]
    [InlineData("[example.com]", "*.example.com", "GWP7010")]
    [InlineData("['*.example.com']", "example.com", "GWP7010")]
    [InlineData("[shop.example.com, api.example.com]", "shop.example.com", "GWP7010")]
    [InlineData("[shop.example.com]", "", "GWP7010")]
    public async Task A_host_needs_its_name_in_the_certificate(string hosts, string names, params string[] codes)
    {
        WriteGateway(Simple, hosts);
        var certificate = TestCertificate.Of(names.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Lay("shop", certificate, certificate);

        Assert.Equal(codes, await CodesAsync());
    }

    [Fact]
    public async Task Of_several_certificates_one_with_the_name_is_enough()
    {
        WriteGateway("{ mode: SIMPLE, credentialNames: [shop, spare] }");
        var (shop, spare) = (TestCertificate.Of("other.example.com"), TestCertificate.Of("shop.example.com"));
        Lay("shop", shop, shop);
        Lay("spare", spare, spare);

        Assert.Empty(await CodesAsync());
    }

    [Theory]
    [InlineData("pkcs8", "")]
    [InlineData("old", "")]
    [InlineData("encrypted", "GWP7003")]
    [InlineData("old and encrypted", "GWP7003")]
    [InlineData("garbage", "GWP7002")]
    [InlineData("certificate", "GWP7002")]
    public async Task A_key_is_read_in_the_forms_that_it_comes_in(string form, string code)
    {
        WriteGateway(Simple);
        foreach (AsymmetricAlgorithm key in (AsymmetricAlgorithm[])[ECDsa.Create(ECCurve.NamedCurves.nistP384), RSA.Create(2048)])
        {
            var certificate = TestCertificate.With(key, "shop.example.com");
            Lay("shop", certificate, certificate);
            folder.Write("certificates/shop/tls.key", form switch
            {
                "pkcs8" => certificate.Key,
                "old" => certificate.OldStyleKey,
                "encrypted" => certificate.EncryptedKey,
                "old and encrypted" => "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n",
                "garbage" => "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
                _ => certificate.Pem,
            });

            Assert.Equal(code, string.Join(',', await CodesAsync()));
        }
    }

    [Fact]
    public async Task A_key_whose_public_part_cannot_be_told_is_taken()
    {
        WriteGateway(Simple);
        Lay("shop", TestCertificate.Of("shop.example.com"), TestCertificate.Of("shop.example.com"));
        folder.Write("certificates/shop/tls.key", """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
            -----END PRIVATE KEY-----
            """);

        Assert.Empty(await CodesAsync());
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(74, "")]
    [InlineData(76, "GWP7009")]
    [InlineData(90, "GWP7007")]
    [InlineData(-2, "GWP7008")]
    public async Task A_certificate_counts_from_one_day_to_another(int days, string code)
    {
        WriteGateway(Simple);
        var certificate = TestCertificate.Of("shop.example.com");
        Lay("shop", certificate, certificate);

        Assert.Equal(code, string.Join(',', await CodesAsync(days)));
    }

    [Theory]
    [InlineData(3, "")]
    [InlineData(5, "GWP7009")]
    public async Task A_short_life_ends_soon_in_its_last_third(int days, string code)
    {
        WriteGateway(Simple);
        var certificate = TestCertificate.Authority("Root").Sign("shop", days: 7, hosts: "shop.example.com");
        Lay("shop", certificate, certificate);

        Assert.Equal(code, string.Join(',', await CodesAsync(days)));
    }

    [Fact]
    public async Task Profile_istio_warns_of_what_only_clients_refuse()
    {
        WriteGateway(Simple);
        var certificate = TestCertificate.Of("other.example.com");
        Lay("shop", certificate, certificate);

        var result = await CheckAsync("--profile", "istio");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("warning GWP7010", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expected_end_is_silenced_beside_the_credential()
    {
        WriteGateway($"{Simple} # gwp: ignore GWP7009 renewed at the last moment");
        var certificate = TestCertificate.Of("shop.example.com");
        Lay("shop", certificate, certificate);

        Assert.Empty(await CodesAsync(80));
        Assert.Empty(await CodesAsync(1));
    }

    [Fact]
    public async Task Clients_are_verified_with_authorities_of_which_one_must_count()
    {
        WriteGateway("{ mode: MUTUAL, credentialName: shop }");
        var certificate = TestCertificate.Of("shop.example.com");
        Lay("shop", certificate, certificate);
        var (old, young) = (TestCertificate.Authority("Old", days: 30), TestCertificate.Authority("Young", days: 60));

        Assert.Equal(["GWP7001"], await CodesAsync());

        folder.Write("certificates/shop/ca.crt", old.Sign("client").Pem);
        Assert.Equal(["GWP7011"], await CodesAsync());

        folder.Write("certificates/shop/ca.crt", old.Pem + young.Pem);
        Assert.Empty(await CodesAsync(40));
        Assert.Equal(["GWP7007"], await CodesAsync(65));
    }

    [Fact]
    public async Task Files_that_a_manifest_names_itself_are_looked_at_where_it_says()
    {
        var (chain, key, list) = (folder.At("own.crt"), folder.At("own.key"), folder.At("own.crl"));
        var gateway = WriteGateway(
            $"{{ mode: MUTUAL, serverCertificate: {chain}, privateKey: {key}, caCertificates: {chain}, caCrl: {list} }}");
        Directory.CreateDirectory(folder.At("certificates"));

        var missing = await CheckAsync();
        Assert.Equal(4, missing.Out.Split("GWP7001").Length - 1);
        Assert.Contains($"{gateway}:8:45: error GWP7001: there is no {chain}", missing.Out, StringComparison.Ordinal);

        var certificate = TestCertificate.Of("shop.example.com");
        folder.Write("own.crt", certificate.Pem);
        folder.Write("own.key", certificate.Key);
        folder.Write("own.crl", certificate.Pem);
        Assert.Equal(["GWP7002"], await CodesAsync());
    }

    [Fact]
    public async Task What_a_destination_needs_is_looked_at_too()
    {
        folder.Write("manifests/shop.yaml", Manifests.Shop + """
            ---
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: { name: cart, namespace: shop }
            spec:
              host: cart
              trafficPolicy:
                tls: { mode: MUTUAL, credentialName: cart-client }
            """);
        Directory.CreateDirectory(folder.At("certificates"));

        var result = await CheckAsync();

        Assert.Equal(3, result.Out.Split("GWP7001").Length - 1);
        Assert.Contains("/certificates/cart-client/ca.crt", result.Out, StringComparison.Ordinal);
    }

    private string WriteGateway(string tls, string hosts = "[shop.example.com]") => folder.Write("manifests/gateway.yaml", $$"""
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: { name: web, namespace: shop }
        spec:
          servers:
          - port: { number: 443, name: https, protocol: HTTPS }
            hosts: {{hosts}}
            tls: {{tls}}
        """);

    private void Lay(string credential, TestCertificate certificate, TestCertificate key)
    {
        folder.Write($"certificates/{credential}/tls.crt", certificate.Pem);
        folder.Write($"certificates/{credential}/tls.key", key.Key);
    }

    private string Certificate(string name) => folder.At($"certificates/shop/{name}");

    private Task<Gwp> CheckAsync(params string[] options) => Gwp.RunAsync(
        ["check", folder.At("manifests"), "--certificates", folder.At("certificates"), .. options]);

    private async Task<IEnumerable<string>> CodesAsync(int days = 0)
    {
        var result = await Gwp.RunAsync(
            ["check", folder.At("manifests"), "--certificates", folder.At("certificates")], time: new OtherDay(days));

        return System.Text.RegularExpressions.Regex.Matches(result.Out, "(?m)^[^ ].* (GWP\\d{4}): ")
            .Select(match => match.Groups[1].Value);
    }
}

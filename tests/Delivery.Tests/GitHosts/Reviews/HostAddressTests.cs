using GatewayPipeline.Delivery.GitHosts;

namespace GatewayPipeline.Delivery.Tests.GitHosts.Reviews;

public sealed class HostAddressTests
{
    [Theory]
    [InlineData("github", "https://github.com/octo/shop.git", "https://api.github.com/")]
    [InlineData("github", "https://acme.ghe.com/octo/shop", "https://api.acme.ghe.com/")]
    [InlineData("github", "https://git.example.com:8443/octo/shop.git", "https://git.example.com:8443/api/v3")]
    [InlineData("gitlab", "https://gitlab.com/group/sub/shop.git", "https://gitlab.com/api/v4")]
    [InlineData("azure-devops", "https://dev.azure.com/acme/Shop/_git/shop", "https://dev.azure.com/acme")]
    [InlineData("azure-devops", "https://acme@dev.azure.com/acme/_git/shop", "https://dev.azure.com/acme")]
    [InlineData("azure-devops", "https://acme.visualstudio.com/Shop/_git/shop", "https://acme.visualstudio.com/")]
    [InlineData(
        "azure-devops",
        "https://acme.visualstudio.com/DefaultCollection/Shop/_git/shop",
        "https://acme.visualstudio.com/DefaultCollection")]
    [InlineData("azure-devops", "https://tfs.example.com/tfs/Main/Shop/_git/shop", "https://tfs.example.com/tfs/Main")]
    [InlineData("azure-devops", "https://tfs.example.com/Main/_git/shop", "https://tfs.example.com/Main")]
    [InlineData("gitea", "https://codeberg.org/octo/shop.git", "https://codeberg.org/api/v1")]
    [InlineData("gitea", "https://example.com/git/octo/shop", "https://example.com/git/api/v1")]
    public void Finds_the_interface_beside_the_repository(string host, string repository, string api) =>
        Assert.Equal(new Uri(api), GitHostCatalog.Find(host)?.ApiOf(new(repository)));

    [Fact]
    public void A_repository_of_another_host_is_none() =>
        Assert.Throws<GitHostException>(() => GitHostCatalog.Find("azure-devops")?.ApiOf(new("https://github.com/a/b")));
}

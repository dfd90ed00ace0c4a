using GatewayPipeline.Cli.Verification;

namespace GatewayPipeline.Cli.Tests.Verification;

/// <summary>How the tools of others come by the objects of a store.</summary>
public class StorePlacesTests
{
    private const string Head = "channels/edge/current.json";

    [Theory]
    [InlineData("/srv/gateway", "/srv/gateway/" + Head)]
    [InlineData("file:///srv/gateway", "/srv/gateway/" + Head)]
    [InlineData("https://example.com/store", Head)]
    [InlineData("azure:gateway", Head)]
    public void Objects_lie_in_the_store_or_in_the_working_folder(string store, string file) =>
        Assert.Equal(file, new StorePlaces(store).FileOf(Head));

    [Fact]
    public void What_lies_on_this_machine_is_not_fetched() => Assert.Empty(new StorePlaces("/srv/gateway").Fetch(Head));

    [Theory]
    [InlineData("https://example.com/store/", $"curl -sSf --create-dirs -o {Head} https://example.com/store/{Head}")]
    [InlineData(
        "azure:gateway",
        $"mkdir -p channels/edge && az storage blob download --container-name gateway --name {Head} --file {Head}")]
    [InlineData(
        "https://shop.blob.core.windows.net/gateway?sv=1&sig=secret",
        "mkdir -p channels/edge && az storage blob download --auth-mode login --blob-url "
        + $"https://shop.blob.core.windows.net/gateway/{Head} --file {Head}")]
    public void What_is_elsewhere_is_fetched_by_a_line_without_a_secret(string store, string line) =>
        Assert.Equal(line, Assert.Single(new StorePlaces(store).Fetch(Head)).Line);

    [Theory]
    [InlineData("/srv/gate-way_1/a.json", "/srv/gate-way_1/a.json")]
    [InlineData("/srv/a b", "'/srv/a b'")]
    [InlineData("it's $HOME", @"'it'\''s $HOME'")]
    public void A_word_stays_one_word(string word, string quoted) => Assert.Equal(quoted, StandardTools.Quote(word));
}

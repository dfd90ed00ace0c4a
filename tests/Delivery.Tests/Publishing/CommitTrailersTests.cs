using GatewayPipeline.Delivery.Publishing.Checks;

namespace GatewayPipeline.Delivery.Tests.Publishing;

public sealed class CommitTrailersTests
{
    [Theory]
    [InlineData("Remove the old shop\n\nAllow-Shrink: true\n", true)]
    [InlineData("Remove the old shop\r\n\r\nWhy: it is old\r\nallow-shrink: TRUE\r\n", true)]
    [InlineData("Remove\n\nSigned-off-by: A <a@example.com>\nAllow-Shrink:true", true)]
    [InlineData("Allow-Shrink: true", false)]
    [InlineData("Say of Allow-Shrink: true\n\nthat it exists", false)]
    [InlineData("Remove\n\nAllow-Shrink: true\n\nNo, rather not.", false)]
    [InlineData("Remove\n\nAllow-Shrink: false", false)]
    [InlineData("Remove\n\nAllow-Shrinkage: true", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Only_a_trailer_allows(string? message, bool allows) =>
        Assert.Equal(allows, CommitTrailers.Allows(message, CommitTrailers.AllowShrink));
}

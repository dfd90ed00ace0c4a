namespace GatewayPipeline.Oracle.Tests;

/// <summary>The list of what is not built yet can be read, and says nothing about cases that there are not.</summary>
public sealed class NotYetTests
{
    [Fact]
    public void Names_stand_in_order_and_once()
    {
        var names = NotYet.Names();

        Assert.Equal(names.Distinct().Order(StringComparer.Ordinal), names);
    }

    [Fact]
    public void Every_name_is_that_of_a_case()
    {
        var cases = OracleFolder.FindOrSkip().Cases().Select(each => each.Name).ToHashSet(StringComparer.Ordinal);

        Assert.All(NotYet.Names(), name => Assert.Contains(name, cases));
    }
}

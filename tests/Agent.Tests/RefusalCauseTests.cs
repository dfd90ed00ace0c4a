using GatewayPipeline.Agent.Activating;

namespace GatewayPipeline.Agent.Tests;

public class RefusalCauseTests
{
    [Theory]
    [InlineData("Error adding/updating listener(s) lx: cannot bind '127.0.0.1:18080': Address already in use")]
    [InlineData("cannot bind '0.0.0.0:80': Permission denied")]
    [InlineData("unable to add filesystem watch for file certificates/a/: No such file or directory")]
    [InlineData("Failed to load incomplete certificate from none.pem: certificate chain not set")]
    [InlineData("Failed to load private key from k2.pem, Cause: error:0b000074:X.509:KEY_VALUES_MISMATCH")]
    [InlineData("unable to open file '/nonexistent/dir/a.log': No such file or directory")]
    [InlineData("write failed: No space left on device")]
    public void Sees_that_the_machine_is_to_blame(string refusal) => Assert.True(RefusalCause.IsEnvironment(refusal));

    [Theory]
    [InlineData("goo.gle/debugonly  missing ): (")]
    [InlineData("Failed to load certificate chain from <inline>")]
    [InlineData("'lb' has duplicate address '127.0.0.1:15001' as existing listener")]
    [InlineData("route: unknown cluster 'nope'")]
    [InlineData("cannot create an EDS cluster without an EDS config")]
    public void Sees_that_the_bundle_is_to_blame(string refusal) => Assert.False(RefusalCause.IsEnvironment(refusal));
}

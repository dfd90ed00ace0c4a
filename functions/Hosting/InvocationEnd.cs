namespace GatewayPipeline.Functions.Hosting;

/// <summary>
/// Ends an invocation: at its deadline, since the host cannot say that it has given up; when the host goes away; and
/// some time after the program was asked to stop.
/// </summary>
internal sealed class InvocationEnd : IDisposable
{
    private readonly CancellationTokenSource source;
    private readonly CancellationTokenRegistration stopping;

    public InvocationEnd(
        TimeSpan deadline, TimeSpan patience, CancellationToken abandoned, CancellationToken stop)
    {
        source = CancellationTokenSource.CreateLinkedTokenSource(abandoned);
        source.CancelAfter(deadline);
        stopping = stop.Register(() => source.CancelAfter(patience < deadline ? patience : deadline));
    }

    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        stopping.Dispose();
        source.Dispose();
    }
}

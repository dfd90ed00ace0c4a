using System.Runtime.InteropServices;

namespace GatewayPipeline.Functions.Hosting;

/// <summary>
/// Knows whether somebody asked this program to end. The host takes exit code 0 for "nothing more to do" and lets the
/// app lie: so a program that ended by itself must not say that.
/// </summary>
internal sealed class StopSignal : IDisposable
{
    public const int Asked = 0;
    public const int Broken = 1;

    private readonly PosixSignalRegistration[] registrations;
    private volatile bool wasAsked;

    public StopSignal() => registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => wasAsked = true),
        PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => wasAsked = true),
    ];

    public int ExitCode => wasAsked ? Asked : Broken;

    public void Dispose()
    {
        foreach (var registration in registrations)
        {
            registration.Dispose();
        }
    }
}

using System.Runtime.InteropServices;

namespace GatewayPipeline.Delivery.Sources;

/// <summary>
/// Why the operating system refused, in its own words, without the path: that differs from machine to machine.
/// </summary>
internal static class SystemWord
{
    private const int LargestErrorNumber = 4095;

    public static string Of(Exception exception) => exception switch
    {
        UnauthorizedAccessException { InnerException: IOException inner } => Of(inner),
        UnauthorizedAccessException => "Permission denied",
        IOException { HResult: > 0 and <= LargestErrorNumber and var number } => Marshal.GetPInvokeErrorMessage(number),
        _ => exception.Message,
    };
}

using System.Globalization;

namespace GatewayPipeline.Compiler.Xds.Routes;

/// <summary>The status codes that HTTP has a meaning for.</summary>
internal static class HttpStatus
{
    /// <summary>True for the number of a registered status.</summary>
    public static bool IsKnown(string text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var code)
        && code is (>= 100 and <= 103) or (>= 200 and <= 208) or 226 or (>= 300 and <= 305) or 307 or 308
            or (>= 400 and <= 418) or (>= 421 and <= 426) or 428 or 429 or 431 or 451 or (>= 500 and <= 508) or 510 or 511;
}

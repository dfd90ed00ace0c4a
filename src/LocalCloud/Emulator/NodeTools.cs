using System.ComponentModel;
using System.Diagnostics;

namespace GatewayPipeline.LocalCloud.Emulator;

/// <summary>Node.js and its package manager, as they lie on <c>PATH</c>.</summary>
internal static class NodeTools
{
    public const string Node = "node";
    public const string Npm = "npm";

    private const string Missing =
        "Azure's storage emulator needs Node.js 18 or later with npm, and there is no `{0}` on PATH: install it " +
        "(apt-get install nodejs npm, or from https://nodejs.org).";

    /// <summary>Whether a program can be started by its name.</summary>
    public static bool IsInstalled(string name)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(name, "--version")
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
            process?.WaitForExit();

            return process?.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    /// <exception cref="LocalCloudException">It is not there; the message says what to install.</exception>
    public static void Require(string name)
    {
        if (!IsInstalled(name))
        {
            throw new LocalCloudException(Missing.Replace("{0}", name, StringComparison.Ordinal));
        }
    }
}

using System.Runtime.Versioning;

// Processes are sent signals.
[assembly: SupportedOSPlatform("linux")]

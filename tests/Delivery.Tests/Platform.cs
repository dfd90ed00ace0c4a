using System.Runtime.Versioning;

// Tests ask for modes of files and for strace; the product itself runs elsewhere too.
[assembly: SupportedOSPlatform("linux")]

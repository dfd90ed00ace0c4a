using System.Text;

namespace GatewayPipeline.EndToEnd.Tests.Running;

/// <summary>
/// The program as its build left it, but for one constant of the compiler: what somebody has who got at the machine that
/// builds. Its version and its module's id are those of the true one.
/// </summary>
internal static class PatchedCompiler
{
    private const string Assembly = "GatewayPipeline.Compiler.dll";

    /// <summary>Copies the program into a folder; the path of its <c>gwp</c>.</summary>
    /// <param name="constant">A string in the compiler's code; it has to stand there once.</param>
    /// <param name="changed">As long as the other.</param>
    public static string WriteTo(string folder, string constant, string changed)
    {
        Assert.Equal(constant.Length, changed.Length);
        foreach (var file in Directory.EnumerateFiles(Programs.Built, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(folder, Path.GetRelativePath(Programs.Built, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target) ?? folder);
            File.Copy(file, target);
        }

        var assembly = Path.Combine(folder, Assembly);
        var bytes = File.ReadAllBytes(assembly);
        var old = Encoding.Unicode.GetBytes(constant);
        var at = bytes.AsSpan().IndexOf(old);
        Assert.True(at >= 0, $"{Assembly} has no constant \"{constant}\" any more: choose another one");
        Assert.True(
            bytes.AsSpan(at + 1).IndexOf(old) < 0, $"{Assembly} has \"{constant}\" more than once: choose another one");
        Encoding.Unicode.GetBytes(changed).CopyTo(bytes, at);
        File.WriteAllBytes(assembly, bytes);

        return Path.Combine(folder, "gwp");
    }
}

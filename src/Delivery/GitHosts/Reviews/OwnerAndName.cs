using GatewayPipeline.Delivery.Sources.Git.Remotes;

namespace GatewayPipeline.Delivery.GitHosts.Reviews;

/// <summary>A repository as its address names it, where the REST interface asks for that.</summary>
internal static class OwnerAndName
{
    /// <summary><c>repos/OWNER/NAME</c>, from the last two parts of the address.</summary>
    public static string PathOf(Uri repository) =>
        repository.AbsolutePath.Trim('/').Split('/') is [.., { Length: > 0 } owner, { Length: > 0 } name]
            ? $"repos/{owner}/{WithoutSuffix(name)}"
            : throw new GitHostException(
                $"{RemoteAddress.NameOf(repository)} is no repository: its address ends with OWNER/NAME");

    /// <summary>The last part alone.</summary>
    public static string NameOf(Uri repository) => WithoutSuffix(repository.Segments[^1].TrimEnd('/'));

    private static string WithoutSuffix(string name) =>
        name.EndsWith(".git", StringComparison.Ordinal) ? name[..^".git".Length] : name;
}

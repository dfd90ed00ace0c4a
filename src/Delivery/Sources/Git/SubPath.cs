using System.Diagnostics.CodeAnalysis;

namespace GatewayPipeline.Delivery.Sources.Git;

/// <summary>The folder of a repository that holds the manifests.</summary>
internal static class SubPath
{
    /// <summary>Without slashes at its ends; null for the whole repository.</summary>
    public static bool TryParse(string? text, out string? path)
    {
        path = text?.Trim('/');
        path = path is "" or "." ? null : path;

        return path is null || (OddName.Find(path) is null && !path.Split('/').Any(OddName.IsNoName));
    }

    /// <summary>The folder, or why there is none.</summary>
    public static bool TryFind(
        SourceEntry root, string? path, [NotNullWhen(true)] out SourceEntry? folder, out string reason)
    {
        (folder, reason) = (root, "");
        foreach (var name in path?.Split('/') ?? [])
        {
            var child = folder.Find(name);
            if (child is not { Kind: EntryKind.Folder })
            {
                var what = child?.Kind switch
                {
                    null => "is not there",
                    EntryKind.Link => "leads through a symbolic link, and links are not followed",
                    EntryKind.Submodule => "leads into a submodule, which is another repository",
                    _ => "is no folder",
                };
                (folder, reason) = (null, $"the folder '{path}' {what}");

                return false;
            }

            folder = child;
        }

        return true;
    }
}

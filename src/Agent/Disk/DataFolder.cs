using System.Globalization;
using GatewayPipeline.Agent.Hosting;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Trust;

namespace GatewayPipeline.Agent.Disk;

/// <summary>
/// The agent's folder: what a gateway needs to start with nothing else there. Also Envoy's working directory.
/// </summary>
internal sealed class DataFolder(string path)
{
    private const UnixFileMode OwnerOnly =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public string FullPath { get; } = Path.GetFullPath(path);

    public string Generations => Path.Combine(FullPath, "generations");

    /// <summary>The roots that followed the pinned one.</summary>
    public string Roots => Path.Combine(FullPath, "trust");

    /// <summary>The root that was pinned by its digest, as it came from the store.</summary>
    public string PinnedRoot => Path.Combine(Roots, "pinned.root.json");

    public string Certificates => Path.Combine(FullPath, "certificates");

    public StateFile<ActiveState> Active => new(In("active.json"), StateJson.Default.ActiveState);

    public StateFile<ActivatingState> Activating => new(In("activating.json"), StateJson.Default.ActivatingState);

    public StateFile<TrustFloor> Floor => new(In("floor.json"), StateJson.Default.TrustFloor);

    public StateFile<QuarantineState> Quarantine => new(In("quarantine.json"), StateJson.Default.QuarantineState);

    public StateFile<SerialState> Serials => new(In("serials.json"), StateJson.Default.SerialState);

    public StateFile<RunState> Run => new(In("run.json"), StateJson.Default.RunState);

    public void Create()
    {
        try
        {
            DurableFile.CreateFolder(Generations);
            File.SetUnixFileMode(FullPath, OwnerOnly);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BrokenWorldException(
                $"the data folder '{FullPath}' cannot be made: {exception.Message} Choose another with --data.",
                exception);
        }
    }

    /// <summary>Holds the folder for this process until disposed. A second agent is told who has it.</summary>
    public IDisposable Lock()
    {
        try
        {
            return new FileStream(In("lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            var holder = Run.Read() is { } run
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"process {run.ProcessId} (gateway '{run.GatewayId}', channel '{run.Channel}')")
                : "another agent";
            throw new BrokenWorldException(
                $"{holder} runs on the data folder '{FullPath}': stop it, or give this one another --data", exception);
        }
    }

    /// <summary>Lets bundles find certificates of another folder under the relative paths that they name.</summary>
    public void LinkCertificates(string folder)
    {
        var target = Path.GetFullPath(folder);
        if (!Directory.Exists(target))
        {
            throw new BrokenWorldException($"the certificate folder '{target}' does not exist: see --certificates");
        }

        var link = new DirectoryInfo(Certificates);
        if (target == Certificates || link.LinkTarget == target)
        {
            return;
        }

        if (link.Exists && link.LinkTarget is null)
        {
            throw new BrokenWorldException(
                $"'{Certificates}' is a folder, so '{target}' cannot take its place: "
                + "move its files, or leave out --certificates");
        }

        File.Delete(Certificates);
        Directory.CreateSymbolicLink(Certificates, target);
    }

    private string In(string name) => Path.Combine(FullPath, name);
}

using GatewayPipeline.Agent.Activating;
using GatewayPipeline.Agent.Disk;

namespace GatewayPipeline.Agent;

/// <summary>What is looked at before a bundle goes near the gateway.</summary>
internal sealed class Readiness(DataFolder data, TrialLoad? trial)
{
    private string? tried;

    public async Task<Activation.Rejected?> FindObstacleAsync(StagedBundle bundle, CancellationToken cancellation)
    {
        // A secret whose files are missing would have the gateway open a port without a certificate.
        var missing = bundle.Bundle.Snapshot.Requires.CertificateFiles
            .FirstOrDefault(file => !File.Exists(Path.Combine(data.FullPath, file)));
        if (missing is not null)
        {
            return new(
                $"the certificate file '{Path.Combine(data.FullPath, missing)}' is missing: "
                + "put it there, or see --certificates",
                Environment: true);
        }

        if (trial is null || tried == bundle.Generation)
        {
            return null;
        }

        var refusal = await trial.FindRefusalAsync(bundle, cancellation);
        tried = refusal is null ? bundle.Generation : null;

        return refusal;
    }
}

using GatewayPipeline.Delivery.Secrets;

namespace GatewayPipeline.Delivery.Pipeline.Settings;

/// <summary>Reads how a git host is shown who the pipeline is: exactly one of the ways there are.</summary>
internal static class CredentialSettings
{
    private static readonly string[] Ways = ["token", "githubApp", "managedIdentity"];

    public static HostCredential? Read(FieldReader fields)
    {
        var token = fields.Optional("token", Objections.Secret);
        var user = fields.Optional("user", Objections.Blank);
        HostCredential?[] found =
        [
            token is not null ? new HostCredential.Token(new(token), user) : null,
            fields.Object("githubApp") is { } app ? ReadApp(app) : null,
            fields.Object("managedIdentity") is { } identity ? ReadIdentity(identity) : null,
        ];
        if (Ways.Count(fields.Has) != 1)
        {
            fields.Report(fields.At, fields.Path, $"write exactly one of {string.Join(", ", Ways)}");
        }
        else if (user is not null && !fields.Has("token"))
        {
            fields.Refuse("user", "only a token has a user beside it");
        }

        fields.Finish();

        return found.OfType<HostCredential>().FirstOrDefault();
    }

    public static SecretReference? ReadSecret(FieldReader fields, LocatedValue value, string path) =>
        fields.TextOf(value, path, Objections.Secret) is { } text ? new(text) : null;

    private static HostCredential.GitHubApp ReadApp(FieldReader fields)
    {
        var app = new HostCredential.GitHubApp(
            fields.Text("appId", Objections.Digits),
            fields.Text("installationId", Objections.Digits),
            new(fields.Text("privateKey", Objections.Secret)));
        fields.Finish();

        return app;
    }

    private static HostCredential.ManagedIdentity ReadIdentity(FieldReader fields)
    {
        var identity = new HostCredential.ManagedIdentity(fields.Optional("clientId", Objections.Blank));
        fields.Finish();

        return identity;
    }
}

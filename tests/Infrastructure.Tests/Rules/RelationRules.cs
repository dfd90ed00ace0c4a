using GatewayPipeline.Infrastructure.Tests.Deployment;

namespace GatewayPipeline.Infrastructure.Tests.Rules;

/// <summary>What must hold between resources.</summary>
internal static class RelationRules
{
    private static readonly Dictionary<string, string> Routes = new()
    {
        ["pushes"] = "dev.gatewaypipeline.push",
        ["pull-requests"] = "dev.gatewaypipeline.pullrequest",
    };

    // On Flex Consumption these are no settings, or they are keys.
    private static readonly string[] NoSettings =
    [
        "AzureWebJobsStorage", "APPINSIGHTS_INSTRUMENTATIONKEY", "FUNCTIONS_EXTENSION_VERSION", "FUNCTIONS_WORKER_RUNTIME",
        "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING", "WEBSITE_RUN_FROM_PACKAGE",
    ];

    // Flex Consumption answers them with error 51021, whatever their value: Azure/terraform-azurerm-avm-res-web-site,
    // pull request 345 and issue 360; microsoft/azure-pipelines-tasks, issue 21032.
    private static readonly string[] NoSiteConfig =
    [
        "alwaysOn", "ftpsState", "functionAppScaleLimit", "functionsRuntimeScaleMonitoringEnabled", "linuxFxVersion",
        "minimumElasticInstanceCount", "netFrameworkVersion", "preWarmedInstanceCount", "use32BitWorkerProcess",
        "windowsFxVersion",
    ];

    private static readonly string[] NeededSettings =
    [
        "APPLICATIONINSIGHTS_AUTHENTICATION_STRING", "APPLICATIONINSIGHTS_CONNECTION_STRING", "AZURE_CLIENT_ID",
        "AzureWebJobsStorage__accountName", "AzureWebJobsStorage__clientId", "AzureWebJobsStorage__credential",
        "EVENTS_ENDPOINT", "PIPELINE_SETTINGS",
    ];

    // Each would put a key into a template, a setting or an output.
    private static readonly string[] SignsOfKeys =
        ["listKeys(", "listAccountSas(", "listServiceSas(", "AccountKey=", "SharedAccessKey", "InstrumentationKey="];

    public static IEnumerable<string> Objections(Snapshot snapshot) =>
        Subscriptions(snapshot).Concat(Queues(snapshot)).Concat(Settings(snapshot)).Concat(Vaults(snapshot))
            .Concat(Passwords(snapshot))
            .Concat(SignsOfKeys
                .Where(sign => snapshot.Text.Contains(sign, StringComparison.OrdinalIgnoreCase))
                .Select(sign => $"'{sign}' is in the snapshot: no key is to be anywhere"));

    private static IEnumerable<string> Subscriptions(Snapshot snapshot)
    {
        var made = snapshot.Of("Microsoft.EventGrid/topics/eventSubscriptions")
            .Select(each => (
                Queue: each.Text("properties.deliveryWithResourceIdentity.destination.properties.queueName"),
                Types: each.Find("properties.filter.includedEventTypes")?.ToJsonString() ?? "all"))
            .Order();

        return Unlike(
            "events go to queues", Routes.Select(route => (route.Key, $"""["{route.Value}"]""")).Order(), made);
    }

    private static IEnumerable<string> Queues(Snapshot snapshot) =>
        Unlike(
            "each queue has one for what was given up",
            Routes.Keys.Concat(Routes.Keys.Select(queue => $"{queue}-poison")).Order(),
            snapshot.Of("Microsoft.Storage/storageAccounts/queueServices/queues")
                .Select(each => each.Name.Split('/')[^1]).Order());

    private static IEnumerable<string> Settings(Snapshot snapshot)
    {
        var site = snapshot.One("Microsoft.Web/sites");
        var names = site.List("properties.siteConfig.appSettings")
            .Select(setting => (string?)setting["name"] ?? "")
            .ToArray();

        return names.Intersect(NoSettings).Select(name => $"the app must not have the setting {name}")
            .Concat(NeededSettings.Except(names).Select(name => $"the app lacks the setting {name}"))
            .Concat(NoSiteConfig.Where(name => site.Find($"properties.siteConfig.{name}") is not null)
                .Select(name => $"Flex Consumption refuses siteConfig.{name}"));
    }

    private static IEnumerable<string> Vaults(Snapshot snapshot) =>
        Unlike(
            "each role has its key, in a vault with a hardware module",
            ["channel", "release"],
            from key in snapshot.Of("Microsoft.KeyVault/vaults/keys")
            let parts = key.Name.Split('/')
            where snapshot.Of("Microsoft.KeyVault/vaults").Single(each => each.Name == parts[0])
                .Text("properties.sku.name") is "premium"
            orderby parts[1]
            select parts[1]);

    private static IEnumerable<string> Passwords(Snapshot snapshot) =>
        Unlike(
            "both ways to publish by password are closed",
            ["ftp", "scm"],
            snapshot.Of("Microsoft.Web/sites/basicPublishingCredentialsPolicies")
                .Select(each => each.Name.Split('/')[^1]).Order());

    private static IEnumerable<string> Unlike<T>(string rule, IEnumerable<T> wanted, IEnumerable<T> found)
    {
        var (expected, actual) = (string.Join(", ", wanted), string.Join(", ", found));

        return expected == actual ? [] : [$"{rule}: expected {expected}; there is {actual}"];
    }
}

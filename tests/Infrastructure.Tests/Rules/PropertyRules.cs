namespace GatewayPipeline.Infrastructure.Tests.Rules;

/// <summary>What must hold of single properties, whatever else changes.</summary>
internal static class PropertyRules
{
    private const string Storage = "Microsoft.Storage/storageAccounts";
    private const string Blobs = "Microsoft.Storage/storageAccounts/blobServices";
    private const string Containers = "Microsoft.Storage/storageAccounts/blobServices/containers";
    private const string Site = "Microsoft.Web/sites";
    private const string Plan = "Microsoft.Web/serverfarms";
    private const string Topic = "Microsoft.EventGrid/topics";
    private const string Subscription = "Microsoft.EventGrid/topics/eventSubscriptions";
    private const string Vault = "Microsoft.KeyVault/vaults";
    private const string Key = "Microsoft.KeyVault/vaults/keys";

    public static PropertyRule[] All { get; } =
    [
        new(Storage, "properties.allowSharedKeyAccess", "whoever has an account's key has all of it", "false"),
        new(Storage, "properties.allowBlobPublicAccess", "nothing is for everybody", "false"),
        new(Storage, "properties.allowCrossTenantReplication", "nothing leaves the directory", "false"),
        new(Storage, "properties.defaultToOAuthAuthentication", "people come as themselves", "true"),
        new(Storage, "properties.supportsHttpsTrafficOnly", "tokens travel encrypted", "true"),
        new(Storage, "properties.minimumTlsVersion", "older versions are broken", "TLS1_2", "TLS1_3"),
        new(Storage, "properties.networkAcls.defaultAction", "a stolen token is of no use elsewhere", "Deny"),
        new(Storage, "properties.networkAcls.bypass", "Event Grid could not deliver", "AzureServices"),
        new(Storage, "kind", "other kinds have no queues or list out of order", "StorageV2"),
        new(Containers, "properties.publicAccess", "nothing is for everybody", "None"),
        new(Blobs, "properties.deleteRetentionPolicy.enabled", "what was removed by mistake comes back", "true"),

        new(Plan, "sku.tier", "the app is made for it", "FlexConsumption"),
        new(Plan, "properties.reserved", "the plan runs Linux only", "true"),
        new(Site, "properties.httpsOnly", "webhooks carry secrets", "true"),
        new(Site, "properties.siteConfig.minTlsVersion", "older versions are broken", "1.2", "1.3"),
        new(Site, "properties.siteConfig.scmMinTlsVersion", "older versions are broken", "1.2", "1.3"),
        new(Site, "identity.type", "rights are there before the app", "UserAssigned"),
        // The types of Bicep let these be any text.
        new(Site, "properties.functionAppConfig.runtime.name", "the app is a custom handler", "custom"),
        new(Site, "properties.functionAppConfig.runtime.version", "the only one of custom handlers", "1.0"),
        new(Site, "properties.functionAppConfig.deployment.storage.type", "the only one there is", "blobContainer"),
        new(Site, "properties.functionAppConfig.deployment.storage.authentication.type", "a connection string is a key",
            "UserAssignedIdentity"),
        new("Microsoft.Web/sites/basicPublishingCredentialsPolicies", "properties.allow", "nobody publishes by password",
            "false"),

        new(Topic, "properties.disableLocalAuth", "whoever has a topic's key can tell of pushes", "true"),
        new(Topic, "properties.inputSchema", "the app speaks CloudEvents", "CloudEventSchemaV1_0"),
        new(Topic, "properties.minimumTlsVersionAllowed", "older versions are broken", "1.2", "1.3"),
        new(Topic, "identity.type", "no other identity passes the firewall of an account", "SystemAssigned"),
        new(Subscription, "properties.eventDeliverySchema", "the app speaks CloudEvents", "CloudEventSchemaV1_0"),
        new(Subscription, "properties.deliveryWithResourceIdentity.identity.type", "the account knows no keys",
            "SystemAssigned"),
        new(Subscription, "properties.deliveryWithResourceIdentity.destination.endpointType", "functions read queues",
            "StorageQueue"),
        new(Subscription, "properties.deadLetterWithResourceIdentity.identity.type", "the account knows no keys",
            "SystemAssigned"),
        new(Subscription, "properties.deadLetterWithResourceIdentity.deadLetterDestination.endpointType",
            "without it, events that cannot be delivered are dropped", "StorageBlob"),

        new(Vault, "properties.enableRbacAuthorization", "rights are where all others are", "true"),
        new(Vault, "properties.enablePurgeProtection", "a key that is gone takes its channels with it", "true"),
        new(Vault, "properties.networkAcls.defaultAction", "a stolen token is of no use elsewhere", "Deny"),
        new(Key, "properties.kty", "the key never leaves its module", "EC-HSM"),
        new(Key, "properties.curveName", "what agents verify", "P-256"),
        new(Key, "properties.attributes.exportable", "the key never leaves its module", "false"),
        new(Key, "properties.keyOps", "the keys sign and do nothing else", """["sign","verify"]"""),
        new(Key, "properties.rotationPolicy", "no root names the version that it would make", "absent"),

        new("Microsoft.Insights/components", "properties.DisableLocalAuth", "the connection string is no secret", "true"),
        new("Microsoft.OperationalInsights/workspaces", "properties.features.disableLocalAuth",
            "the key of a workspace writes anything", "true"),
    ];
}

using Azure.Identity;
using Azure.Storage.Blobs;
using GatewayPipeline.Bundles.Stores;
using GatewayPipeline.Bundles.Stores.Azure;

namespace GatewayPipeline.Delivery.Stores;

/// <summary>What came of opening a store. Whether it can be reached is seen when it is used.</summary>
public abstract record StoreOpening
{
    private StoreOpening()
    {
    }

    /// <param name="Writer">Null: the store can only be read.</param>
    /// <param name="Lister">Null: the store gives no list.</param>
    public sealed record Opened(IStoreReader Reader, IStoreWriter? Writer, IStoreLister? Lister) : StoreOpening;

    public sealed record Refused(string Reason) : StoreOpening;
}

/// <summary>
/// The one place that knows what a store can be called: a folder, a container of Azure's blob storage, a web server.
/// </summary>
public static class StoreAddress
{
    public const string ConnectionVariable = "AZURE_STORAGE_CONNECTION_STRING";
    private const string ContainerScheme = "azure:";

    // Three more attempts within four seconds: who waits at a terminal hears soon that a name is wrong.
    private static readonly BlobClientOptions Options = new() { Retry = { Delay = TimeSpan.FromMilliseconds(500) } };

    /// <param name="environment">Where what opens a container may be.</param>
    public static StoreOpening Open(string store, Func<string, string?> environment)
    {
        if (store.StartsWith(ContainerScheme, StringComparison.Ordinal))
        {
            return OpenByConnection(store[ContainerScheme.Length..], environment(ConnectionVariable));
        }

        if (!store.Contains("://", StringComparison.Ordinal))
        {
            return OpenFolder(Path.GetFullPath(store));
        }

        return Uri.TryCreate(store, UriKind.Absolute, out var address)
            ? address.IsFile ? OpenFolder(address.LocalPath)
                : BlobAddress.Is(address) ? OpenContainer(address)
                : OpenServer(address)
            : Refused(store.Split('?')[0], "it is neither a folder nor an address");
    }

    /// <summary>
    /// For those who only read: a folder that is not there is no empty store to them, but a store that is not there.
    /// </summary>
    public static StoreOpening OpenForReading(string store, Func<string, string?> environment) =>
        Open(store, environment) switch
        {
            StoreOpening.Opened { Reader: FolderStore folder } opened =>
                opened with { Reader = new FolderReader(folder.Folder), Writer = null },
            StoreOpening.Opened opened => opened with { Writer = null },
            var refused => refused,
        };

    private static StoreOpening.Opened OpenFolder(string folder)
    {
        var store = new FolderStore(folder);

        return new(store, store, store);
    }

    private static StoreOpening OpenServer(Uri address) =>
        HttpReader.Objection(address) is { } objection
            ? Refused(HttpReader.NameOf(address), objection)
            : new StoreOpening.Opened(
                new HttpReader(address, HttpReader.CreateTransport(), HttpPatience.Default), Writer: null, Lister: null);

    private static StoreOpening OpenContainer(Uri address)
    {
        if (BlobAddress.Objection(address) is { } objection)
        {
            return Refused(HttpReader.NameOf(address), objection);
        }

        // Emulators have the account in the path.
        var parts = address.AbsolutePath.Trim('/').Split('/').Length;
        if (parts > 1 && !address.IsLoopback)
        {
            return Refused(HttpReader.NameOf(address), "it names more than a container; a store is a container of its own");
        }

        return Opened(BlobAddress.HasSignature(address)
            ? new BlobContainerClient(address, Options)
            : new BlobContainerClient(address, new DefaultAzureCredential(), Options));
    }

    private static StoreOpening OpenByConnection(string container, string? connection)
    {
        if (container.Length == 0 || container.AsSpan().ContainsAny('/', '?'))
        {
            return Refused(ContainerScheme + container.Split('?')[0], "write azure:CONTAINER, without what opens it");
        }

        if (string.IsNullOrEmpty(connection))
        {
            return Refused(
                ContainerScheme + container,
                $"{ConnectionVariable} is not set; or write https://ACCOUNT.blob.core.windows.net/{container} "
                + "to use your own identity");
        }

        try
        {
            return Opened(new BlobContainerClient(connection, container, Options));
        }
        catch (FormatException)
        {
            // What it says could repeat a part of the secret.
            return Refused(ContainerScheme + container, $"{ConnectionVariable} is no connection string");
        }
    }

    private static StoreOpening.Opened Opened(BlobContainerClient container)
    {
        var store = new AzureBlobStore(container);

        return new(store, store, store);
    }

    private static StoreOpening.Refused Refused(string store, string why) =>
        new($"the store '{store}' cannot be opened: {why}");
}

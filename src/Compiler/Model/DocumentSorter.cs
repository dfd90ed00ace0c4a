using System.Collections.Immutable;
using GatewayPipeline.Compiler.Diagnostics;
using GatewayPipeline.Compiler.Syntax;
using GatewayPipeline.Compiler.Text;

namespace GatewayPipeline.Compiler.Model;

/// <summary>Sorts the documents of a tree: an object to compile, something known, or nothing of ours.</summary>
internal sealed class DocumentSorter(DiagnosticBag diagnostics)
{
    private readonly List<ManifestObject> objects = [];
    private readonly List<PassedOver> passedOver = [];
    private readonly Dictionary<ResourceId, SourceSpan> known = [];
    private readonly Tally templates = new();
    private readonly Tally kustomizations = new();
    private readonly SortedDictionary<string, Tally> otherKinds = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Tally> ownKinds = new(StringComparer.Ordinal);
    private bool anythingSaid;

    public void AddTemplate(SourceSpan place) => templates.Add(place);

    public void AddKustomization(SourceSpan place) => kustomizations.Add(place);

    /// <summary>Passes a finding on; where there is one, nobody has to be told that nothing was found.</summary>
    public void Report(Diagnostic? finding)
    {
        if (finding is not null)
        {
            anythingSaid = true;
            diagnostics.Add(finding);
        }
    }

    public void Add(string path, ImmutableArray<DocumentSyntax> documents)
    {
        foreach (var document in documents)
        {
            Add(document);
        }

        if (documents.IsEmpty)
        {
            passedOver.Add(new(ObjectReader.StartOf(path), "holds no document"));
        }
    }

    public ReadResult Finish(string tree, int files)
    {
        var kinds = otherKinds.Count + ownKinds.Count;
        if (objects.Count == 0 && kinds == 0 && !anythingSaid && templates.IsEmpty && kustomizations.IsEmpty)
        {
            Report(ManifestRules.NothingFound
                .At(ObjectReader.StartOf(tree), files == 1 ? "1 file" : $"{files} files (*.yaml, *.yml, *.json)")
                .WithHelp("name the folder that holds the manifests; "
                    + "hidden folders, links and what .gwpignore names are left out"));
        }

        Report(templates.Report((place, count) => ManifestRules.TemplateNotRendered
            .At(place, count)
            .WithHelp("check what it renders to: helm template . | gwp check -")));
        Report(kustomizations.Report((place, count) => ManifestRules.KustomizationNotBuilt
            .At(place, count)
            .WithHelp("check what it builds: kustomize build . | gwp check -")));
        ReportKinds(otherKinds, ManifestRules.KindPassedOver);
        ReportKinds(ownKinds, ManifestRules.OwnKindNotHandled);

        return new([.. objects], [.. passedOver]);
    }

    private void ReportKinds(SortedDictionary<string, Tally> kinds, Rule<string, int> rule)
    {
        foreach (var (kind, tally) in kinds)
        {
            Report(tally.Report((place, count) => rule.At(place, kind, count)));
        }
    }

    private void ReportProblems(DocumentSyntax document)
    {
        foreach (var problem in document.Problems)
        {
            Report(problem);
        }
    }

    private void Add(DocumentSyntax document)
    {
        if (document.IsTemplate)
        {
            templates.Add(document.Start);
        }
        else if (document.Root is null)
        {
            AddBroken(document);
        }
        else if (document.Root is MappingSyntax root)
        {
            AddObject(root, document, null);
        }
        else if (document.Root is not ScalarSyntax { IsNull: true })
        {
            PassOver(document.Root.Span, "is no Kubernetes document: not a mapping");
        }
    }

    private void AddBroken(DocumentSyntax document)
    {
        foreach (var problem in document.Problems)
        {
            Report(document.NamesKind || document.IsHostile || problem.Rule != SyntaxRules.InvalidYaml
                ? problem
                : SyntaxRules.InvalidYamlNoManifest
                    .At(problem.Span, problem.Message["this is not valid YAML: ".Length..])
                    .WithHelp("give it apiVersion and kind if it is a manifest; otherwise name the file in .gwpignore"));
        }
    }

    // listed: the list's own API version and the kind of its items, where those may leave both out.
    private void AddObject(MappingSyntax root, DocumentSyntax document, (string ApiVersion, string Kind)? listed)
    {
        var fields = new Fields(root);
        var apiVersion = fields.Text("apiVersion") ?? listed?.ApiVersion;
        var kind = fields.Text("kind") ?? listed?.Kind;
        if (apiVersion is null || kind is null)
        {
            AddUntyped(fields, apiVersion, kind, document);
            return;
        }

        if (kind.EndsWith("List", StringComparison.Ordinal) && fields.Node("items") is SequenceSyntax items)
        {
            ReportProblems(document);
            foreach (var item in items.Items)
            {
                AddItem(item, document with { Problems = [] }, (apiVersion, kind));
            }

            return;
        }

        // What is wrong with the YAML of a Deployment is not for us to say.
        if (IsOurs(GroupOf(apiVersion), kind))
        {
            ReportProblems(document);
        }

        AddTyped(fields, apiVersion, kind);
    }

    private void AddItem(SyntaxNode item, DocumentSyntax document, (string ApiVersion, string Kind) list)
    {
        if (item is MappingSyntax mapping)
        {
            var itemKind = list.Kind[..^"List".Length];
            AddObject(mapping, document, itemKind.Length > 0 ? (list.ApiVersion, itemKind) : ("", ""));
        }
        else
        {
            Report(ManifestRules.ItemNotObject
                .At(item.Span, list.Kind)
                .WithHelp("every item needs apiVersion, kind and metadata"));
        }
    }

    private void AddUntyped(Fields fields, string? apiVersion, string? kind, DocumentSyntax document)
    {
        var (missing, place, likely) = kind is null
            ? ("kind", fields.SpanOf("apiVersion"), apiVersion is not null && KindTable.IsIstio(GroupOf(apiVersion)))
            : ("apiVersion", fields.SpanOf("kind"), KindTable.Names.Contains(kind) && fields.Has("metadata"));
        if (!likely)
        {
            PassOver(fields.Span, "is no Kubernetes document: it has no apiVersion and kind");
            return;
        }

        ReportProblems(document);
        var meant = KindTable.All.FirstOrDefault(found => found.Name == kind);
        Report(ManifestRules.TypeMissing
            .At(place, missing)
            .WithHelp(meant is null
                ? $"add '{missing}'"
                : $"add 'apiVersion: {ApiVersion(meant.Group, meant.Versions[0])}'"));
    }

    private void AddTyped(Fields fields, string apiVersion, string kind)
    {
        var group = GroupOf(apiVersion);
        var version = apiVersion[(apiVersion.LastIndexOf('/') + 1)..];
        var place = fields.SpanOf("kind");
        if (KindTable.Find(group, kind) is { } found)
        {
            AddKnown(fields, found, version, place);
        }
        else if (group is KindTable.OwnGroup && kind is KindTable.ComingKind)
        {
            CountKind(ownKinds, kind, place);
        }
        else if (kind is "Kustomization" or "Component" && group is "kustomize.config.k8s.io")
        {
            kustomizations.Add(place);
        }
        else if (KindTable.IsComplete(group))
        {
            var names = KindTable.All.Where(known => known.Group == group).Select(known => known.Name);
            Report(ManifestRules.UnknownKind
                .At(place, group, kind)
                .WithHelp(Spelling.Advice(kind, names) ?? $"its kinds are {string.Join(", ", names)}"));
        }
        else if (NearGroup(group, kind) is { } meant)
        {
            Report(ManifestRules.UnknownGroup
                .At(fields.SpanOf("apiVersion"), kind, apiVersion)
                .WithHelp($"did you mean '{ApiVersion(meant.Group, meant.Versions[0])}'?"));
        }
        else
        {
            CountKind(otherKinds, $"{kind} ({apiVersion})", place);
        }
    }

    private void AddKnown(Fields fields, ManifestKind kind, string version, SourceSpan place)
    {
        if (!kind.Versions.Contains(version))
        {
            Report(ManifestRules.UnknownVersion
                .At(fields.SpanOf("apiVersion"), kind.Name, version)
                .WithHelp($"write 'apiVersion: {ApiVersion(kind.Group, kind.Versions[0])}'"));
            return;
        }

        switch (kind.Treatment)
        {
            case KindTreatment.PassedOver:
                Report(ManifestRules.KindPassedOver
                    .At(place, $"{kind.Name} ({ApiVersion(kind.Group, version)})", 1));
                break;
            case KindTreatment.Guard:
                Report(ManifestRules.GuardNotHandled
                    .At(place, kind.Name, NameOf(fields))
                    .WithHelp("keep routes that need it off this gateway"));
                break;
            case KindTreatment.Refused:
                Report(PolicyRules.SecretInTree
                    .At(place, NameOf(fields))
                    .WithHelp("take it out of the repository and renew what it held; "
                        + "certificates belong into the certificate folder of the gateway"));
                break;
            default:
                AddCompiled(fields, kind, version);
                break;
        }
    }

    private static string NameOf(Fields fields) => fields.Object("metadata")?.Text("name") ?? "";

    private void AddCompiled(Fields fields, ManifestKind kind, string version)
    {
        var metadata = fields.Object("metadata");
        if (metadata?.Text("name") is not { Length: > 0 } name)
        {
            Report(ManifestRules.NameMissing
                .At(metadata is null ? fields.SpanOf("kind") : fields.KeySpanOf("metadata"), kind.Name)
                .WithHelp("give it a name that stays the same, under metadata.name"));
            return;
        }

        var space = metadata.Value.Text("namespace") is { Length: > 0 } written ? written : "default";
        var id = new ResourceId(kind.Name, space, name);
        var nameSpan = metadata.Value.SpanOf("name");
        if (!known.TryAdd(id, nameSpan))
        {
            Report((ManifestRules.DuplicateObject.At(nameSpan, id.ToString()) with { Resource = id })
                .Also(known[id], "first written here")
                .WithHelp("delete one of the two, or give it another name or namespace"));
            return;
        }

        objects.Add(new()
        {
            Id = id,
            Group = kind.Group,
            Version = version,
            Root = fields.Mapping,
            Spec = kind.Name is "EndpointSlice"
                ? fields
                : fields.Object("spec") ?? new(new(fields.SpanOf("kind"), [])),
            Labels = Texts(metadata.Value, "labels"),
            Annotations = Texts(metadata.Value, "annotations"),
            CreationTimestamp = ObjectReader.Timestamp(metadata.Value.Text("creationTimestamp")),
            NameSpan = nameSpan,
        });
    }

    private static ImmutableSortedDictionary<string, string> Texts(Fields metadata, string name)
    {
        var entries = metadata.Map(name);

        return entries.IsEmpty
            ? ManifestObject.EmptyMap
            : ManifestObject.EmptyMap.SetItems(entries
                .Where(entry => entry.Value is ScalarSyntax { IsNull: false })
                .Select(entry => KeyValuePair.Create(entry.Key.Value, ((ScalarSyntax)entry.Value).Value)));
    }

    private static bool IsOurs(string group, string kind) =>
        KindTable.Find(group, kind) is not null || KindTable.IsComplete(group);

    private static ManifestKind? NearGroup(string group, string kind)
    {
        var meant = Spelling.Nearest(group, KindTable.Groups.Where(candidate => candidate.Length > 0));

        return meant is null ? null : KindTable.Find(meant, kind);
    }

    private static void CountKind(SortedDictionary<string, Tally> kinds, string kind, SourceSpan place)
    {
        if (!kinds.TryGetValue(kind, out var tally))
        {
            kinds.Add(kind, tally = new());
        }

        tally.Add(place);
    }

    private void PassOver(SourceSpan span, string reason) => passedOver.Add(new(span, reason));

    private static string GroupOf(string apiVersion) => apiVersion[..Math.Max(0, apiVersion.LastIndexOf('/'))];

    private static string ApiVersion(string group, string version) => group.Length > 0 ? $"{group}/{version}" : version;
}

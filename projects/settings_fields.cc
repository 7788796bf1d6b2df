#include "projects/settings_fields.h"

#include "core/settings.h"
#include "projects/field_reader.h"

namespace drydock::projects {
namespace {

template <class T, class M>
T struct_of(M T::*);

/// Field::store for a member: the type of the member picks the way to read it.
template <auto Member>
void into(FieldReader& reader, const Field& field, const Node& node, void* target) {
  using Struct = decltype(struct_of(Member));
  reader.read(field, node, static_cast<Struct*>(target)->*Member);
}

/// For an object of the file whose keys are members of the surrounding struct.
void into_same(FieldReader& reader, const Field& field, const Node& node, void* target) {
  reader.read_object(*field.shape, node, target);
}

/// For a key that only has to be right.
void nowhere(FieldReader& reader, const Field& field, const Node& node, void*) {
  std::string text;
  reader.read(field, node, text);
}

using enum FieldKind;

constexpr std::string_view kSeverities = "error|warning|info";

// clang-format off
constexpr Field kHelmFields[] = {
    {"version", Number, into<&HelmSettings::version>,
     "Which Helm renders the chart.", "4", "3|4"},
    {"releaseName", Text, into<&HelmSettings::release_name>,
     "Name of the release, `.Release.Name`. Default: the chart's folder."},
    {"values", Texts, into<&HelmSettings::values>,
     "Values files, later ones win; relative to the project's path.", "[]"},
    {"set", TextMap, into<&HelmSettings::set>,
     "Single values on top, by their path as for `helm --set`: `{image.tag: v2}`.", "{}"},
    {"includeCrds", Bool, into<&HelmSettings::include_crds>,
     "Whether the chart's `crds/` folder is part of the project.", "true"},
    {"apiVersions", Texts, into<&HelmSettings::api_versions>,
     "API versions that `.Capabilities.APIVersions.Has` finds, besides those of the Kubernetes version.", "[]"},
};
constexpr Shape kHelmShape = {"helm", "How a chart is rendered; only for projects with renderer `helm`.", kHelmFields};

constexpr Field kProjectFields[] = {
    {.key = "path", .kind = Path, .store = into<&Project::path>,
     .help = "Folder or file of the project, relative to drydock.yaml.", .required = true},
    {"name", Text, into<&Project::name>,
     "Name in reports, unique. Default: the path."},
    {"cluster", Text, into<&Project::cluster>,
     "Which cluster the project goes to. Only objects in one cluster can collide.", "default"},
    {"namespace", Text, into<&Project::namespace_name>,
     "Namespace of objects that name none.", "default"},
    {"owner", Text, into<&Project::owner>,
     "Team or person to ask; free text, shown in reports."},
    {"renderer", Choice, into<&Project::renderer>,
     "How manifests are made of the files. `auto` looks for `kustomization.yaml` and `Chart.yaml`, else takes the files as they are.", "auto",
     "auto|plain|kustomize|helm|argocd|flux"},
    {"recursive", Bool, into<&Project::recursive>,
     "Plain manifests: whether the folders below belong to the project.", "true"},
    {"exclude", Paths, into<&Project::excluded>,
     "Plain manifests: files and folders that are not part of the project, relative to its path.", "[]"},
    {"helm", Object, into<&Project::helm>,
     "How a chart is rendered.", "", "", &kHelmShape},
    {"severities", SeverityMap, into<&Project::severities>,
     "Severities of rules in this project, over those of the whole file.", "{}"},
    {"parameters", AnyMap, into<&Project::parameters>,
     "Parameters of policies in this project, by policy id, over those of `policies`.", "{}"},
};
constexpr Shape kProjectShape = {"projects",
    "Projects that discovery does not find or gets wrong. An entry takes the place of what discovery finds at its path and of plain manifests below it.",
    kProjectFields};

constexpr Field kClusterFields[] = {
    {.key = "name", .kind = Text, .store = into<&ClusterSettings::name>,
     .help = "Name that projects refer to, unique.", .required = true},
    {"server", Text, into<&ClusterSettings::server>,
     "Address of the API server, as Argo CD Applications give it."},
    {"kubernetesVersion", KubernetesVersion, into<&ClusterSettings::kubernetes_version>,
     "Version of the cluster. Default: that of the whole file."},
    {"apiVersions", Texts, into<&ClusterSettings::api_versions>,
     "API versions that charts find there, besides those of the Kubernetes version.", "[]"},
    {"labels", TextMap, into<&ClusterSettings::labels>,
     "Labels, for Argo CD's cluster generators and for policies.", "{}"},
};
constexpr Shape kClusterShape = {"clusters",
    "Inventory of clusters. Optional: a cluster that only projects name is fine, and Argo CD's cluster Secrets in the repository are read as well.",
    kClusterFields};

constexpr Field kDiscoveryFields[] = {
    {"enabled", Bool, into<&Settings::discovery>,
     "`false`: there are only the projects of this file.", "true"},
    {"ignore", PathGlobs, into<&Settings::ignore>,
     "Files and folders to pass over, as globs of their whole path: `*` stops at `/`, `**` does not.", "[]"},
};
constexpr Shape kDiscoveryShape = {"discovery", "How projects are found without being listed.", kDiscoveryFields};

constexpr Field kSharedFields[] = {
    {.key = "kind", .kind = NameGlob, .store = into<&SharedObject::kind>,
     .help = "Kind, with its group if it has one: `ConfigMap`, `Role.rbac.authorization.k8s.io`.", .required = true},
    {"namespace", NameGlob, into<&SharedObject::namespace_name>,
     "Namespace. Default: any, and objects without one."},
    {.key = "name", .kind = NameGlob, .store = into<&SharedObject::name>,
     .help = "Name of the object.", .required = true},
    {"projects", NameGlobs, into<&SharedObject::projects>,
     "Names of the projects that may define it.", "[\"*\"]"},
};
constexpr Shape kSharedShape = {"shared",
    "Objects that several projects define on purpose. Every value may be a glob (`*`, `?`, `[a-z]`).", kSharedFields};

constexpr Field kPolicyFields[] = {
    {"paths", Paths, into<&Settings::policy_paths>,
     "Lua files, and folders with them.", "[]"},
    {"packs", Texts, into<&Settings::policy_packs>,
     "Built-in packs, or single built-in policies by id.", "[]"},
    {"parameters", AnyMap, into<&Settings::policy_parameters>,
     "Parameters by policy id; each policy says what it takes.", "{}"},
};
constexpr Shape kPolicyShape = {"policies", "Which policies are checked.", kPolicyFields};

constexpr Field kWaiverFields[] = {
    {.key = "rule", .kind = Rule, .store = into<&Waiver::rule>,
     .help = "Id of the rule or policy.", .required = true},
    {.key = "resource", .kind = NameGlob, .store = into<&Waiver::resource>,
     .help = "The object as findings name it, `Kind.group/namespace/name`; globs allowed.", .required = true},
    {"container", NameGlob, into<&Waiver::container>,
     "Only findings about this container."},
    {"path", Text, into<&Waiver::path>,
     "Only findings about this field: `spec.volumes[name=root]`."},
    {.key = "reason", .kind = Text, .store = into<&Waiver::reason>,
     .help = "Why this is accepted.", .required = true},
    {"ticket", Text, into<&Waiver::ticket>,
     "Where it is going to be mended."},
    {"by", Text, into<&Waiver::by>,
     "Who accepted it."},
    {.key = "until", .kind = Date, .store = into<&Waiver::until>,
     .help = "Last day of the waiver, `YYYY-MM-DD`.", .required = true},
};
constexpr Shape kWaiverShape = {"waivers", "Findings that somebody accepted, with who, why and until when.", kWaiverFields};

constexpr Field kWorkloadFields[] = {
    {.key = "kind", .kind = Text, .store = into<&WorkloadKind::kind>,
     .help = "Kind with its group: `Workload.example.com`.", .required = true},
    {.key = "podTemplate", .kind = Text, .store = into<&WorkloadKind::pod_template>,
     .help = "Where its pod template stands: `spec.template`.", .required = true},
};
constexpr Shape kWorkloadShape = {"workloadKinds", "Custom kinds that run pods, for checks that look into pods.", kWorkloadFields};

constexpr Field kExternalFields[] = {
    {.key = "kind", .kind = NameGlob, .store = into<&ExternalObject::kind>,
     .help = "Kind, with its group if it has one.", .required = true},
    {"namespace", NameGlob, into<&ExternalObject::namespace_name>,
     "Namespace. Default: any, and objects without one."},
    {.key = "name", .kind = NameGlob, .store = into<&ExternalObject::name>,
     .help = "Name of the object.", .required = true},
};
constexpr Shape kExternalShape = {"externals",
    "Objects that are in the cluster from elsewhere, so that references to them are not broken. Every value may be a glob.", kExternalFields};

constexpr Field kSettingsFields[] = {
    {.key = "apiVersion", .kind = Choice, .store = nowhere,
     .help = "Version of this file's format.", .choices = "drydock/v1", .required = true},
    {"kubernetesVersion", KubernetesVersion, into<&Settings::kubernetes_version>,
     "Version that manifests are rendered for and checked against. Default: the newest built in."},
    {"projects", Objects, into<&Settings::projects>,
     "Projects that discovery does not find or gets wrong.", "[]", "", &kProjectShape},
    {"clusters", Objects, into<&Settings::clusters>,
     "Inventory of clusters.", "[]", "", &kClusterShape},
    {"sources", TextMap, into<&Settings::sources>,
     "Where sources of other repositories are checked out: URL to folder. Only these folders may be outside.", "{}"},
    {"discovery", Object, into_same,
     "How projects are found without being listed.", "", "", &kDiscoveryShape},
    {"sharedNamespaces", NameGlobs, into<&Settings::shared_namespaces>,
     "Namespaces that several projects may define; globs allowed.", "[]"},
    {"shared", Objects, into<&Settings::shared>,
     "Objects that several projects define on purpose.", "[]", "", &kSharedShape},
    {"schemas", Paths, into<&Settings::schemas>,
     "Files and folders with CRDs or JSON Schemas of custom kinds.", "[]"},
    {"policies", Object, into_same,
     "Which policies are checked.", "", "", &kPolicyShape},
    {"waivers", Objects, into<&Settings::waivers>,
     "Findings that somebody accepted.", "[]", "", &kWaiverShape},
    {"severities", SeverityMap, into<&Settings::severities>,
     "Severities by rule id: `{node-port-clash: warning}`.", "{}"},
    {"workloadKinds", Objects, into<&Settings::workload_kinds>,
     "Custom kinds that run pods.", "[]", "", &kWorkloadShape},
    {"externals", Objects, into<&Settings::externals>,
     "Objects that are in the cluster from elsewhere.", "[]", "", &kExternalShape},
    {"failOn", Choice, into<&Settings::fail_on>,
     "From which severity on a finding makes `drydock check` fail.", "error", kSeverities},
};
// clang-format on

constexpr Shape kSettingsShape = {"drydock.yaml", "Settings of drydock.", kSettingsFields};

}  // namespace

const Shape& settings_shape() { return kSettingsShape; }

}  // namespace drydock::projects

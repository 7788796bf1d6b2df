#include "core/rule_page.h"

namespace drydock {
namespace {

// Most faults of this stage end a render, which is what an applier would meet, too.

// clang-format off
constexpr RulePage kPages[] = {
    {"chart-archive",
     "Nothing of the release can be deployed: Helm, Argo CD and Flux refuse such an archive as well, or unpack more than anybody wants.",
     "charts/web-1.2.0.tgz: the entry ../../etc/passwd leads out of the chart\n"},
    {"chart-dependency",
     "The release cannot be deployed: Helm stops with \"found in Chart.yaml, but missing in charts/ directory\".",
     "dependencies:\n"
     "  - {name: redis, version: 19.x.x, repository: \"https://charts.example.com\"}\n"},
    {"chart-invalid",
     "Helm refuses to load or install the chart, so that the release stays as it is.",
     "apiVersion: v2\n"
     "name: web\n"
     "version: one      # must be a semantic version\n"},
    {"chart-lint",
     "The chart may still install; what the lint names is known to break for some of its users: a missing icon is harmless, a namespace in a template or an invalid name is not.",
     "[ERROR] templates/web.yaml: object name does not conform to Kubernetes naming requirements\n"},
    {"defined-twice",
     "The applier sends both, and the cluster ends up with the one that comes last. The other file is dead text that looks alive.",
     "a.yaml: ConfigMap/shop/settings\n"
     "b.yaml: ConfigMap/shop/settings\n"},
    {"definition-limit",
     "The controller creates objects until the API server or somebody stops it.",
     "kind: Kustomization, whose path holds itself with another namePrefix\n"},
    {"dependency-unpinned",
     "Each build of the chart may take another version: what was tested is not what is deployed next month.",
     "dependencies:\n"
     "  - {name: redis, version: \">=18\"}   # no Chart.lock\n"},
    {"download",
     "The applier meets the same failure at its next sync, and keeps the old state.",
     "https://charts.example.com/index.yaml: 404 Not Found\n"},
    {"file-missing",
     "The project cannot be rendered: `kustomize build` or Helm would stop at the same file.",
     "resources:\n"
     "  - deplyoment.yaml\n"},
    {"file-too-large",
     "A manifest of that size cannot be stored: etcd takes about 1.5 MiB for an object.",
     "dump.json: 70 MiB\n"},
    {"file-unreadable",
     "Whoever renders with the same rights meets the same failure.",
     "secret.yaml: permission denied\n"},
    {"git-repository",
     "Without its history nothing can be compared: findings of the base and of the change cannot be told apart.",
     "git clone --depth 1   # in CI: use depth 0, or fetch the target branch\n"},
    {"git-revision",
     "Nothing can be compared with a revision that is not here. In CI the target branch is often not fetched.",
     "drydock check --base origin/mian\n"},
    {"index-invalid",
     "The projects of that part are not judged: nobody knows whether they can live with the others, so the run ends instead of passing.",
     "drydock merge shard-1.index shard-2.index   # of 3 shards\n"},
    {"json-path",
     "The command prints nothing for it.",
     "drydock helm show values ./chart --jsonpath '{.image[*}'\n"},
    {"json-syntax",
     "The file cannot be used: the API server and Helm refuse it in the same way.",
     "{\"kind\": \"ConfigMap\",}\n"},
    {"json-value",
     "Objects travel to the API server as JSON; one with such a value cannot be sent.",
     "weight: .inf\n"},
    {"kustomization",
     "`kustomize build` stops, so Argo CD, Flux and `kubectl apply -k` keep the old state.",
     "namePrefix: [team-]   # must be text\n"},
    {"kustomization-deprecated",
     "Today it works. A coming release of kustomize drops the field, and then the build fails.",
     "commonLabels: {app: web}   # use `labels`\n"},
    {"kustomization-edit",
     "Nothing was changed: the command says why.",
     "drydock kustomize edit set image web\n"},
    {"manifest-invalid",
     "Helm stops with \"YAML parse error\", and the release stays as it is. The fault is most often indentation, or a value with a colon that is not quoted.",
     "labels:\n"
     "  {{ toYaml .Values.labels }}   # nindent is missing\n"},
    {"memory-limit",
     "A render that grows like this would take the memory of the applier's pod as well, and get it killed.",
     "a: &a [x, x, x, x]\n"
     "b: &b [*a, *a, *a, *a]\n"
     "c: [*b, *b, *b, *b]   # and so on\n"},
    {"merge-conflict",
     "What will be deployed after the merge is not known before somebody settles the conflict.",
     "shop/values.yaml: both change the same lines\n"},
    {"network",
     "Without the network nobody knows what would be rendered; drydock asks first, since a merge request could name any address.",
     "resources:\n"
     "  - https://github.com/example/base?ref=v1\n"},
    {"output-limit",
     "No API server takes an object of that size; the applier would run out of memory first.",
     "{{ range until 100000000 }}x{{ end }}\n"},
    {"output-unstable",
     "Each sync changes the object although nothing was changed: pods restart, passwords rotate, Argo CD stays OutOfSync.",
     "password: {{ randAlphaNum 16 | b64enc }}\n"},
    {"overlay-chart",
     "`kustomize build --enable-helm` stops at the entry, so nothing of the overlay is deployed.",
     "helmCharts:\n"
     "  - {name: web, version: 1.2.0}   # no charts/web and no repo\n"},
    {"overlay-cycle",
     "`kustomize build` stops with \"cycle detected\".",
     "base/kustomization.yaml:      resources: [../overlay]\n"
     "overlay/kustomization.yaml:   resources: [../base]\n"},
    {"overlay-duplicate",
     "`kustomize build` stops with \"may not add resource with an already registered id\".",
     "resources:\n"
     "  - web.yaml\n"
     "  - copy-of-web.yaml   # the same kind, namespace and name\n"},
    {"overlay-field",
     "`kustomize build` stops, so that nothing of the overlay is deployed.",
     "replicas: [{name: web, count: 3}]   # web has no spec.replicas that is a number\n"},
    {"overlay-generator",
     "`kustomize build` stops: pods would wait for a ConfigMap or Secret that nobody makes.",
     "configMapGenerator:\n"
     "  - {name: settings, files: [settngs.ini]}\n"},
    {"overlay-limit",
     "Such a list cannot be merged element by element, so the patch has no meaning.",
     "containers:\n"
     "  - {name: web}\n"
     "  - {name: web}   # its merge key twice\n"},
    {"overlay-no-match",
     "Nothing fails, and the patch does nothing: the change that somebody made is not in the cluster.",
     "patches:\n"
     "  - target: {kind: Deployement}   # selects nothing\n"
     "    path: more-replicas.yaml\n"},
    {"overlay-object",
     "`kustomize build` stops at the file.",
     "apiVersion: v1\n"
     "kind: ConfigMap\n"
     "metadata: {nam: settings}\n"},
    {"overlay-outside",
     "`kustomize build` refuses it by default: a base could otherwise read any file of the machine that renders it.",
     "configMapGenerator:\n"
     "  - {name: ca, files: [../../certs/ca.pem]}\n"},
    {"overlay-patch",
     "`kustomize build` stops at the patch.",
     "patches:\n"
     "  - patch: '[{op: replace, path: /spec/replica, value: 3}]'   # not there\n"},
    {"overlay-plugin",
     "`kustomize build` would run a program or container for it. drydock never does; the objects that it would make are not checked.",
     "generators:\n"
     "  - kind: SopsSecretGenerator\n"},
    {"overlay-remote",
     "What that base holds is not known without the network, and can change without a commit here.",
     "resources:\n"
     "  - github.com/example/base//web?ref=main\n"},
    {"overlay-replacement",
     "`kustomize build` stops: the field would keep its placeholder.",
     "replacements:\n"
     "  - source: {kind: ConfigMap, name: versions, fieldPath: data.wbe}\n"},
    {"overlay-selector",
     "`kustomize build` stops.",
     "target: {name: \"web-(\"}\n"},
    {"overlay-target",
     "`kustomize build` stops with \"no matches for Id\".",
     "patches:\n"
     "  - path: web.yaml   # patches Deployment/wbe\n"},
    {"overlay-validator",
     "`kustomize build` stops: a validator that changes objects is a mistake.",
     "validators:\n"
     "  - add-label.yaml\n"},
    {"overlay-var",
     "`kustomize build` stops, or leaves \"$(NAME)\" in the object.",
     "vars:\n"
     "  - {name: HOST, objref: {kind: Service, name: wbe, apiVersion: v1}}\n"},
    {"path-escape",
     "The file is not in the repository, so that nobody reviews it, and on another machine it is another one or none.",
     "values.yaml -> ../../../etc/passwd\n"},
    {"project-empty",
     "The applier has nothing to do for it, or prunes everything that an earlier commit put there.",
     "projects:\n"
     "  - {name: shop, path: shp}\n"},
    {"random-source",
     "Keys and passwords cannot be made.",
     "/dev/urandom is missing in a container\n"},
    {"recursion-limit",
     "Helm ends with a stack overflow, which kills the applier's process.",
     "{{ define \"a\" }}{{ include \"a\" . }}{{ end }}\n"},
    {"regex-limit",
     "The expression would need more memory than it may have.",
     "{{ regexMatch \"((a{1000}){1000}){1000}\" .Values.name }}\n"},
    {"set-value",
     "Nothing is rendered.",
     "drydock helm template x chart --set 'a[b=1'\n"},
    {"settings",
     "Nothing is checked until it is mended (exit code 2), so that a mistake in the settings cannot pass for a clean fleet.",
     "projets:\n"
     "  - path: shop\n"},
    {"step-limit",
     "The applier would hang at this chart and at everything behind it in its queue.",
     "{{ range until 1000000000 }}{{ end }}\n"},
    {"symlink-loop",
     "Nothing can be read through the link, on any machine.",
     "a -> b\n"
     "b -> a\n"},
    {"template-call",
     "Helm stops with \"wrong number of args\", and the release stays as it is.",
     "{{ indent .Values.text }}\n"},
    {"template-error",
     "Helm stops, and the release stays as it is. The classic is a field of a value that nobody set.",
     "{{ .Values.ingress.host.name }}   # nil pointer evaluating interface {}.name\n"},
    {"template-function",
     "Helm stops with the function's error, and the release stays as it is.",
     "{{ required \"set image.tag\" .Values.image.tag }}\n"},
    {"template-syntax",
     "Helm stops with \"parse error\", and the release stays as it is.",
     "{{ if .Values.on }}   # no end\n"},
    {"template-too-large",
     "Templates of that size cannot be stored in a release: its Secret takes about 1 MiB.",
     "templates/dump.yaml: 30 MiB\n"},
    {"usage",
     "Nothing was done (exit code 2).",
     "drydock check --fail-on=fatal\n"},
    {"values-invalid",
     "Helm stops, and the release stays as it is.",
     "redis: true      # values of the sub-chart redis must be a mapping\n"},
    {"values-schema",
     "Helm refuses to install or upgrade with such values.",
     "replicas: \"3\"   # values.schema.json: integer\n"},
    {"values-unset",
     "The template prints an empty text where a value was expected: an image without a tag, a host without a name.",
     "image: web:{{ .Values.image.tga }}\n"},
    {"values-unused",
     "Setting the value changes nothing in the cluster; whoever set it believes otherwise.",
     "# values.yaml\n"
     "replicaCuont: 3\n"},
    {"yaml-duplicate-key",
     "Tools take the first or the last value, or refuse the file: what runs depends on who applies it.",
     "data:\n"
     "  mode: fast\n"
     "  mode: safe\n"},
    {"yaml-edit",
     "Nothing was changed: the text cannot be changed by a splice without touching its neighbours.",
     "drydock kustomize edit add label a:b   # in a file with anchors\n"},
    {"yaml-encoding",
     "Kubernetes takes UTF-8 only. The file was saved in another encoding, or is no text.",
     "values.yaml: byte 0xE4 is no UTF-8\n"},
    {"yaml-limit",
     "Such a document makes readers use all memory; Kubernetes refuses it as well.",
     "a: {a: {a: {a: {}}}}   # ten thousand deep\n"},
    {"yaml-syntax",
     "Nothing of the file reaches the cluster: every tool refuses it.",
     "metadata:\n"
     "\tname: web   # a tab\n"},
    {"yaml-template",
     "An applier that takes the file for a manifest fails at the braces.",
     "replicas: {{ .Values.replicas }}   # outside of templates/\n"},
    {"yaml-value",
     "The value cannot be written, so that nothing can be rendered.",
     "note: \"\\0\"\n"},
};
// clang-format on

}  // namespace

std::span<const RulePage> render_rule_pages() { return kPages; }

}  // namespace drydock

#include "core/rule_page.h"

namespace drydock {
namespace {

// clang-format off
constexpr RulePage kPages[] = {
    {"admission-denied",
     "The API server evaluates the policy for every request and refuses the object, with the policy's message. Nothing of that object changes in the cluster.",
     "kind: ValidatingAdmissionPolicy\n"
     "spec:\n"
     "  validations: [{expression: \"object.spec.replicas <= 5\"}]\n"
     "---\n"
     "kind: Deployment\n"
     "spec: {replicas: 9}\n"},
    {"admission-undecided",
     "The policy asks for something that no file says: who applies, an object of the cluster, a parameter that is not in the repository. It may be refused there or not.",
     "expression: \"request.userInfo.username == 'system:serviceaccount:argocd:controller'\"\n"},
    {"api-deprecated",
     "The version still works in the target release, and a coming release does not serve it any more. After that upgrade the file cannot be applied, and Helm cannot even upgrade its release.",
     "apiVersion: flowcontrol.apiserver.k8s.io/v1beta3   # use v1\n"
     "kind: FlowSchema\n"},
    {"api-removed",
     "The API server answers \"no matches for kind\": the object is not applied, and the objects that the cluster still has can no longer be changed by this file.",
     "apiVersion: policy/v1beta1     # gone since 1.25: policy/v1\n"
     "kind: PodDisruptionBudget\n"},
    {"api-unknown",
     "The API server answers \"no matches for kind\". The reason is a typing error, a definition that nobody installs, or a cluster of another release than drydock was told.",
     "apiVersion: apps/v1\n"
     "kind: Deploymet\n"},
    {"field-invalid",
     "The API server refuses the object with the same words. A rollout stops at that object, and what was applied before it stays.",
     "kind: Service\n"
     "spec:\n"
     "  ports: [{port: 80000}]   # 1-65535\n"},
    {"field-missing",
     "The API server refuses the object: \"Required value\".",
     "kind: Pod\n"
     "spec:\n"
     "  containers:\n"
     "    - name: web   # no image\n"},
    {"field-repeated",
     "With strict validation, which kubectl asks for, the object is refused. Otherwise the last value counts, and whoever reads the first is misled.",
     "spec:\n"
     "  replicas: 2\n"
     "  replicas: 3\n"},
    {"field-type",
     "The API server cannot decode the object and refuses it. The classic is a number or boolean where text must be: the value of an environment variable, a label, an annotation.",
     "env:\n"
     "  - name: PORT\n"
     "    value: 8080     # must be \"8080\"\n"},
    {"field-unknown",
     "The field is dropped without a word, or the object refused, depending on who applies. What it was to do does not happen: a probe that is not run, a limit that does not limit.",
     "containers:\n"
     "  - name: web\n"
     "    imagePulPolicy: Always\n"},
    {"foreign-project-affected",
     "What other projects read (a base, a component, shared values) was changed, so that their objects change with the next sync, although nobody touched their files.",
     "bases/web/deployment.yaml      changed by this merge request\n"
     "payments: Deployment.apps/payments/web changes\n"},
    {"foreign-project-changed",
     "A change that is made for one project (`--as`, `--as-owner`) writes into files of another. Its owner is responsible for what comes of it without having been asked.",
     "drydock check --base origin/main --as shop\n"
     "payments/values.yaml was changed\n"},
    {"inventory",
     "Nothing is planned: what was applied last is not known, so nobody can tell what has to be deleted.",
     "{\"version\": 2, \"objects\": []}   # this program reads version 1\n"},
    {"live-dump",
     "Nothing is planned: without the objects of the cluster every object of the repository would count as new.",
     "kubectl get deployments > live.yaml   # `-o yaml` is missing\n"},
    {"plan-file",
     "Nothing is compared: whether the plan that was reviewed is still what would happen is not known.",
     "drydock plan --base origin/main --verify plan.txt   # written without `--format json`\n"},
    {"policy-error",
     "The policy stopped with an error of its own, so nobody knows whether the object would pass. In the meantime its rule protects nothing.",
     "attempt to index a nil value (field 'securityContext')\n"},
    {"policy-invalid",
     "None of the policies of that file run: its rules protect nothing.",
     "policy {\n"
     "  id = \"no-host-path\",\n"
     "  severity = \"fatal\",     -- error, warning or info\n"
     "}\n"},
    {"policy-parameter",
     "The policy runs with its default instead of the value that was meant, or not at all.",
     "policies:\n"
     "  parameters:\n"
     "    allowed-registries: {registry: [registry.example.com]}   # `registries`\n"},
    {"policy-unknown",
     "The rule that somebody believes to be on is not: the name fits no policy and no pack.",
     "policies:\n"
     "  packs: [pod-security-basline]\n"},
    {"reference-missing",
     "Pods that mount or read what does not exist stay in ContainerCreating or CreateContainerConfigError; routes and autoscalers that point to nothing do nothing.",
     "envFrom:\n"
     "  - secretRef: {name: db-credentals}\n"},
    {"schema-catalog",
     "The custom kinds of that file are not checked.",
     "drydock schema import -o schemas.ddsc crds/   # cut off while it was copied\n"},
    {"schema-dialect",
     "Objects of kinds with that schema are not checked.",
     "\"$schema\": \"http://json-schema.org/draft-03/schema#\"\n"},
    {"schema-invalid",
     "Objects of kinds with that schema are not checked, or the API server refuses the definition itself.",
     "{\"type\": \"strng\"}\n"},
    {"schema-limit",
     "The schema cannot be evaluated within bounds; objects of its kinds are not checked.",
     "{\"$ref\": \"#\"}\n"},
    {"schema-pattern",
     "The pattern is not applied: Kubernetes takes patterns that match in linear time only.",
     "\"pattern\": \"^(?!kube-)\"\n"},
    {"schema-reference",
     "Objects of kinds with that schema are not checked.",
     "{\"$ref\": \"definitions.json#/Missing\"}\n"},
    {"schema-request",
     "Nothing: it is a line of standard input of `drydock schema eval`, which gets an error for an answer.",
     "{\"schema\": {\"type\": \"integer\"}, \"test\": [1]}\n"},
    {"waiver-expired",
     "What was accepted for a while is there still. The finding counts as an error again until somebody mends it or agrees on a new day.",
     "- rule: node-port-clash\n"
     "  resource: Service/shop/web\n"
     "  until: 2025-12-31\n"},
    {"waiver-expires",
     "In less than two weeks the finding fails the run.",
     "- rule: node-port-clash\n"
     "  resource: Service/shop/web\n"
     "  until: 2027-03-31   # next week\n"},
    {"waiver-invalid",
     "The waiver covers nothing, so what it was written for counts.",
     "- rule: node-port-clash\n"
     "  resource: Service/shop/web\n"
     "  reason: \"\"            # a reason is needed\n"
     "  until: 2099-01-01     # at most two years\n"},
    {"waiver-unused",
     "Nothing breaks now. A waiver that stays behind hides the next fault of the same kind.",
     "- rule: node-port-clash\n"
     "  resource: Service/shop/gone\n"},
};
// clang-format on

}  // namespace

std::span<const RulePage> check_rule_pages() { return kPages; }

}  // namespace drydock

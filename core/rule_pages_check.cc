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
    {"applier-may-prune",
     "The object moves to another project. The old project's applier has it in its inventory, no longer finds it in its files, and deletes it; whether before or after the new one has applied it is a matter of luck.",
     "shop/db.yaml -> data/db.yaml      moved by this merge request\n"
     "Argo CD Application shop: prune: true\n"},
    {"argocd-project",
     "Argo CD refuses to sync the Application: \"application repo is not permitted in project\", \"resource is not permitted in project\".",
     "kind: AppProject\nspec:\n  destinations: [{server: https://kubernetes.default.svc, namespace: shop-*}]\n"},
    {"claims-left",
     "A StatefulSet does not take its claims with it. The volumes stay, with their data and their costs; a new StatefulSet of that name finds the old data, with the old size.",
     "kind: StatefulSet              # deleted or replaced\n"
     "spec:\n"
     "  volumeClaimTemplates: [{metadata: {name: data}}]\n"},
    {"data-loss",
     "Once the object is deleted, its data is gone: the volume of a claim with the reclaim policy Delete, all that is in a namespace. No revert of the merge request brings it back.",
     "kind: PersistentVolumeClaim   # leaves the repository\n"
     "metadata: {name: data, namespace: shop}\n"},
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
    {"fights-autoscaler",
     "Each apply sets the number of the manifest, and the autoscaler changes it back: pods are stopped and started with every sync.",
     "kind: Deployment\n"
     "spec:\n"
     "  replicas: 2        # and a HorizontalPodAutoscaler names it\n"},
    {"foreign-project-affected",
     "What other projects read (a base, a component, shared values) was changed, so that their objects change with the next sync, although nobody touched their files.",
     "bases/web/deployment.yaml      changed by this merge request\n"
     "payments: Deployment.apps/payments/web changes\n"},
    {"foreign-project-changed",
     "A change that is made for one project (`--as`, `--as-owner`) writes into files of another. Its owner is responsible for what comes of it without having been asked.",
     "drydock check --base origin/main --as shop\n"
     "payments/values.yaml was changed\n"},
    {"interrupts-service",
     "The object is deleted, or deleted and made anew because a field of it cannot change. Meanwhile nothing answers.",
     "kind: Deployment\n"
     "spec:\n"
     "  selector: {matchLabels: {app: web2}}   # was web: cannot change in place\n"},
    {"inventory",
     "Nothing is planned: what was applied last is not known, so nobody can tell what has to be deleted.",
     "{\"version\": 2, \"objects\": []}   # this program reads version 1\n"},
    {"live-dump",
     "Nothing is planned: without the objects of the cluster every object of the repository would count as new.",
     "kubectl get deployments > live.yaml   # `-o yaml` is missing\n"},
    {"mass-deletion",
     "A wrong path, a renamed folder or an empty kustomization looks to an applier with pruning like a wish to delete everything. It does that at once.",
     "resources: []     # was: [deployment.yaml, service.yaml, …]\n"},
    {"orphaned",
     "A mark keeps the object from being pruned when it leaves the repository. It stays as it is, nobody updates it, and no file says why it is there.",
     "metadata:\n"
     "  annotations: {helm.sh/resource-policy: keep}   # and the file is removed\n"},
    {"plan-file",
     "Nothing is compared: whether the plan that was reviewed is still what would happen is not known.",
     "drydock plan --base origin/main --verify plan.txt   # written without `--format json`\n"},
    {"pods-not-rolled",
     "Environment variables are read when a pod starts. The settings change and the pods do not, until something else restarts them, perhaps at night.",
     "kind: ConfigMap\n"
     "data: {LOG_LEVEL: debug}      # changed; the Deployment that reads it is not\n"},
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
    {"protection-lost",
     "The next change that drops the object from the repository deletes it in the cluster; the mark was there because somebody did not want that.",
     "metadata:\n"
     "  annotations:\n"
     "    argocd.argoproj.io/sync-options: Prune=false   # removed\n"},
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
    {"still-referenced",
     "Pods that name a missing ConfigMap, Secret or claim do not start; an Ingress without its Service answers 503; a binding without its role gives no rights.",
     "kind: Secret                  # deleted\n"
     "metadata: {name: credentials}\n"
     "---\n"
     "kind: Deployment              # stays, and its pods name the Secret\n"},
    {"stored-version-removed",
     "The server refuses the definition while its `status.storedVersions` has that version, and the rollout stops there.",
     "kind: CustomResourceDefinition\n"
     "spec:\n"
     "  versions: [{name: v1, storage: true}]   # v1beta1, the storage version, was removed\n"},
    {"takes-objects",
     "A namespace takes all that is in it, a definition takes all objects of its kind: also those that other projects still want, until they are applied again, without their data.",
     "kind: Namespace               # deleted\n"
     "metadata: {name: shop}        # and other projects have objects in shop\n"},
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

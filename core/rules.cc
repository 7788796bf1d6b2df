#include "core/rules.h"

#include <algorithm>
#include <iterator>

namespace drydock {
namespace {

using enum Severity;

// clang-format off
constexpr Rule kRules[] = {
    {"api-deprecated", Stage::Schema, Warning,
     "an API version is deprecated in the target release",
     "Change apiVersion to its replacement before the release that no longer serves it."},
    {"api-removed", Stage::Schema, Error,
     "the target release no longer serves an API version",
     "Change apiVersion to its replacement; the API server refuses the object."},
    {"api-unknown", Stage::Schema, Error,
     "the target release or the kind's definition has no such version or kind",
     "Correct apiVersion or kind, or set the target's `kubernetesVersion` in drydock.yaml."},
    {"crd-names-clash", Stage::Conflict, Error,
     "two custom resource definitions claim one name in their API group",
     "Rename the kind, plural, singular or short name in one of them; the API server never accepts the second."},
    {"defined-twice", Stage::Render, Warning,
     "one project defines an object twice",
     "Remove one of the two; which one the cluster gets depends on their order."},
    {"duplicate-apiservice", Stage::Conflict, Error,
     "two projects register one API group and version",
     "Keep the APIService in one project; one backend gets all requests."},
    {"duplicate-cluster-object", Stage::Conflict, Error,
     "two projects own one object without a namespace",
     "Keep the object in one project, give each its own name, or list it under `shared` in drydock.yaml if both mean to own it."},
    {"duplicate-crd", Stage::Conflict, Error,
     "two projects own one custom resource definition",
     "Let one project install it: removing a definition deletes every object of its kind in the cluster."},
    {"duplicate-namespace", Stage::Conflict, Error,
     "two projects own one namespace",
     "Keep the Namespace in one project, or list its name under `sharedNamespaces` in drydock.yaml: pruning it deletes everything inside."},
    {"duplicate-object", Stage::Conflict, Error,
     "two projects own one object",
     "Keep the object in one project, give each its own name or namespace, or list it under `shared` in drydock.yaml if both mean to own it."},
    {"field-invalid", Stage::Schema, Error,
     "the API server refuses a field's value",
     "Correct the value; the message says what is accepted."},
    {"field-missing", Stage::Schema, Error,
     "a required field is missing",
     "Add the field."},
    {"field-repeated", Stage::Schema, Error,
     "an object sets a field twice",
     "Remove one of the two: the API server refuses such objects, and older tools use only the last."},
    {"field-type", Stage::Schema, Error,
     "a field's value has the wrong type",
     "Correct the value: quote what must be text, and take the quotes off numbers and booleans."},
    {"field-unknown", Stage::Schema, Error,
     "an object has a field that its type does not know",
     "Correct the spelling or the indentation, or remove the field: the API server drops or refuses it."},
    {"file-missing", Stage::Render, Error,
     "a file or folder does not exist",
     "Correct the path, or add the file."},
    {"file-too-large", Stage::Render, Error,
     "a file is larger than any manifest should be",
     "Move it out of the project, or list it under `discovery.ignore`."},
    {"file-unreadable", Stage::Render, Error,
     "a file cannot be read",
     "Check its permissions, and that it is a regular file."},
    {"git-repository", Stage::Render, Error,
     "the Git repository cannot be read",
     "Check that the folder is inside a Git repository whose objects are complete (no shallow or broken clone)."},
    {"git-revision", Stage::Render, Error,
     "a Git revision does not exist here",
     "Fetch it first, or correct its name."},
    {"json-syntax", Stage::Render, Error,
     "a file is no valid JSON",
     "Correct the text at the position."},
    {"json-value", Stage::Render, Error,
     "a value cannot be written as JSON",
     "JSON has no infinite numbers and no keys that are not text: use another value."},
    {"memory-limit", Stage::Render, Error,
     "a document needs more memory than it may have",
     "Look for generated or hostile content; split what is really that large."},
    {"output-limit", Stage::Render, Error,
     "a render writes more than it may",
     "Look for a loop that repeats text; no real chart comes near the limit."},
    {"path-escape", Stage::Render, Error,
     "a path or symbolic link leads out of the repository",
     "Copy what it points to into the repository: what is outside is never read."},
    {"project-empty", Stage::Render, Warning,
     "a project has no Kubernetes objects",
     "Correct its path in drydock.yaml, or remove the entry."},
    {"random-source", Stage::Render, Error,
     "random numbers cannot be had",
     "Check that the system provides /dev/urandom."},
    {"recursion-limit", Stage::Render, Error,
     "values or templates are nested too deeply",
     "Look for a template that includes itself, or for hostile values."},
    {"reference-missing", Stage::Schema, Warning,
     "an object refers to another that nothing defines",
     "Correct the name, define the object, or list it under `externals` in drydock.yaml if it is in the cluster from elsewhere."},
    {"regex-limit", Stage::Render, Error,
     "a regular expression is too large",
     "Write it shorter: repetitions of repetitions multiply."},
    {"schema-catalog", Stage::Schema, Error,
     "a catalogue of schemas cannot be used",
     "Make it anew with `drydock schema import`."},
    {"schema-dialect", Stage::Schema, Error,
     "a JSON Schema names a dialect that is not known",
     "Use draft 4, 6, 7, 2019-09 or 2020-12."},
    {"schema-invalid", Stage::Schema, Error,
     "a JSON Schema cannot be used",
     "Correct the schema at the position."},
    {"schema-limit", Stage::Schema, Error,
     "a JSON Schema is too large, or refers to itself without end",
     "Look for references in a circle."},
    {"schema-pattern", Stage::Schema, Error,
     "a pattern of a JSON Schema cannot be used",
     "Write it without back references and look-around: patterns must match in linear time."},
    {"schema-reference", Stage::Schema, Error,
     "a JSON Schema refers to something that is not there",
     "Correct the reference, or add the schema it names."},
    {"schema-request", Stage::Schema, Error,
     "a line for `schema eval` is no request",
     "Correct the line; `drydock help schema` says what a request holds."},
    {"settings", Stage::Render, Error,
     "drydock.yaml cannot be used as it is",
     "Correct the entry; docs/configuration.md lists every key."},
    {"step-limit", Stage::Render, Error,
     "a render takes more steps than it may",
     "Look for a loop over a huge range; no real chart comes near the limit."},
    {"symlink-loop", Stage::Render, Error,
     "symbolic links lead in a circle",
     "Remove the link."},
    {"template-call", Stage::Render, Error,
     "a template function is called with arguments it does not take",
     "Correct the call in the template; `drydock functions NAME` says what it takes."},
    {"template-error", Stage::Render, Error,
     "a template cannot be evaluated",
     "Correct the expression, or set the value that it needs."},
    {"template-function", Stage::Render, Error,
     "a template function cannot do what it is asked",
     "Correct the call in the template, or the value it is given."},
    {"template-syntax", Stage::Render, Error,
     "a template is not well formed",
     "Correct the text at the position."},
    {"template-too-large", Stage::Render, Error,
     "a template is larger than any template should be",
     "Move data out of the template."},
    {"yaml-duplicate-key", Stage::Render, Error,
     "a mapping has one key twice",
     "Remove one of the two: tools disagree about which one counts."},
    {"yaml-encoding", Stage::Render, Error,
     "a file is no UTF-8 text",
     "Save it as UTF-8, or keep binary files out of the folders of manifests."},
    {"yaml-limit", Stage::Render, Error,
     "a YAML document is nested too deeply, or its aliases grow without bound",
     "Look for hostile content; no real manifest comes near these limits."},
    {"yaml-syntax", Stage::Render, Error,
     "a file is no valid YAML",
     "Correct the text at the position; what stands before it in the file was read."},
    {"yaml-template", Stage::Render, Error,
     "a template stands where plain YAML is expected",
     "Put the file into a chart's templates/ folder, or list it under `discovery.ignore`."},
    {"yaml-value", Stage::Render, Error,
     "a value cannot be written as YAML",
     "Quote it, or use another value: control characters and infinite numbers have no place in a manifest."},
};
// clang-format on

constexpr bool id_less(const Rule& a, const Rule& b) { return a.id < b.id; }
static_assert(std::is_sorted(std::begin(kRules), std::end(kRules), id_less));

}  // namespace

std::string_view stage_name(Stage stage) {
  switch (stage) {
    case Stage::Render:
      return "render";
    case Stage::Schema:
      return "schema";
    case Stage::Policy:
      return "policy";
    case Stage::Conflict:
      return "conflict";
    case Stage::Plan:
      return "plan";
  }
  return "render";
}

std::span<const Rule> all_rules() { return kRules; }

const Rule* find_rule(std::string_view id) {
  auto at = std::lower_bound(std::begin(kRules), std::end(kRules), Rule{id}, id_less);
  return at != std::end(kRules) && at->id == id ? at : nullptr;
}

}  // namespace drydock

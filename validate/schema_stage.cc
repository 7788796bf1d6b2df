#include "validate/schema_stage.h"

#include <algorithm>
#include <unordered_map>

#include "core/error.h"
#include "core/parallel_for.h"
#include "core/sops.h"
#include "core/yaml/merge.h"
#include "core/yaml/resolve.h"
#include "schemas/kubernetes.h"
#include "validate/admission_policies.h"
#include "validate/lifecycle_check.h"
#include "validate/object_check.h"
#include "validate/reference_check.h"
#include "validate/target_release.h"

namespace drydock::validate {
namespace {

std::string_view rule_of(const FieldProblem& problem) {
  if (problem.type == "Strict") {
    return problem.detail.starts_with("unknown") ? "field-unknown" : "field-repeated";
  }
  if (problem.type == "Decode" || problem.type == "FieldValueTypeInvalid") return "field-type";
  return problem.type == "FieldValueRequired" ? "field-missing" : "field-invalid";
}

/// "json: cannot unmarshal number into Go struct field A.b of type string" in other words; empty
/// for other texts.
std::string plain_type_message(const FieldProblem& problem) {
  constexpr std::string_view kStart = "json: cannot unmarshal ";
  constexpr std::string_view kInto = " into Go struct field ";
  constexpr std::string_view kType = " of type ";
  std::string_view detail = problem.detail;
  size_t into = detail.find(kInto);
  size_t type = detail.rfind(kType);
  if (!detail.starts_with(kStart) || into == detail.npos || type == detail.npos) return "";
  std::string_view found = detail.substr(kStart.size(), into - kStart.size());
  std::string_view wanted = detail.substr(type + kType.size());
  std::string_view name = wanted == "bool"            ? "a boolean"
                          : wanted.starts_with("int") ? "an integer"
                          : wanted == "string"        ? "a string"
                          : wanted == "float64"       ? "a number"
                          : wanted.starts_with("[]")  ? "a list"
                                                      : "a mapping";
  std::string_view what = found.starts_with("number") ? "a number"
                          : found == "bool"           ? "a boolean"
                          : found == "object"         ? "a mapping"
                          : found == "array"          ? "a list"
                                                      : "a string";
  if (what == "a number" && name == "an integer") {
    return fmt::format("`{}` must be an integer within the range of {}", problem.field, wanted);
  }
  return fmt::format("`{}` must be {}, not {}", problem.field, name, what);
}

std::string message_of(const FieldProblem& problem, bool is_secret) {
  std::string hint = problem.hint.empty() ? "" : fmt::format("; did you mean `{}`?", problem.hint);
  if (problem.type == "Strict") {
    return problem.detail.starts_with("unknown")
               ? fmt::format("unknown field `{}`{}", problem.field, hint)
               : fmt::format("field `{}` is set twice", problem.field);
  }
  // The server's words may hold the value.
  if (is_secret && (problem.field.starts_with("data") || problem.field.starts_with("stringData"))) {
    return fmt::format("the value of `{}` is not accepted", problem.field);
  }
  if (std::string plain = plain_type_message(problem); !plain.empty()) return plain;
  if (problem.detail == "Required value") return fmt::format("`{}` is missing", problem.field);
  if (problem.field.empty()) return problem.detail + hint;
  return fmt::format("`{}`: {}{}", problem.field, problem.detail, hint);
}

/// What mends it, where that is one way: a key or word that was misspelt, quotes that are missing
/// or too many.
Fix fix_of(const FieldProblem& problem, YamlDialect dialect) {
  Fix fix;
  const Node& node = *problem.node;
  if (node.line == 0 || !node.is_scalar()) return fix;
  FixStep step{FixStep::Kind::SetValue, node.where(), std::string(node.text())};
  std::string_view rule = rule_of(problem);
  if (rule == "field-unknown" && !problem.hint.empty()) {
    step.kind = FixStep::Kind::RenameKey;
    step.text = problem.hint;
    fix.text = fmt::format("rename `{}` to `{}`", step.old, step.text);
  } else if (problem.type == "FieldValueNotSupported" && !problem.hint.empty()) {
    step.text = problem.hint;
    step.is_string = true;
    fix.text = fmt::format("write `{}`", step.text);
  } else if (rule == "field-type" && problem.detail.ends_with(" of type string")) {
    step.text = step.old;
    step.is_string = true;
    fix.text = "put the value in quotes";
  } else if (rule == "field-type" && node.style != NodeStyle::Plain) {
    // Without its quotes the text must be what is wanted.
    Node plain = node;
    plain.style = NodeStyle::Plain;
    ScalarType type = resolve_scalar(plain, dialect).type;
    bool fits =
        (type == ScalarType::Bool && problem.detail.ends_with(" of type bool")) ||
        (type == ScalarType::Int && problem.detail.find(" of type int") != std::string::npos);
    if (!fits) return fix;
    step.text = step.old;
    fix.text = "take the quotes off the value";
  } else {
    return fix;
  }
  fix.steps.push_back(std::move(step));
  return fix;
}

/// An object with its merge keys applied; the object itself when it has none, which is usual.
class PlainObject {
 public:
  PlainObject(Node* root, YamlDialect dialect) : root_(root) {
    if (!has_merge_key(*root, 0)) return;
    Node* copy = deep_copy(arena_, *root);
    try {
      apply_merges(arena_, copy, dialect);
      root_ = copy;
    } catch (const Error&) {
      // Told when the file was read.
    }
  }

  const Node& root() const { return *root_; }

 private:
  static bool has_merge_key(const Node& node, int depth) {
    constexpr int kDeep = 200;
    if (depth > kDeep) return false;
    for (const NodeEntry& entry : node.pairs()) {
      if (entry.key->text() == "<<" || has_merge_key(*entry.value, depth + 1)) return true;
    }
    return std::ranges::any_of(node.elements(),
                               [&](const Node* item) { return has_merge_key(*item, depth + 1); });
  }

  Arena arena_;
  const Node* root_;
};

/// What an object is, whatever project has it.
std::string key_of(const Fleet& fleet, const Resource& resource, const Project& project) {
  return fmt::format("{} {}", project.cluster, fleet.resource_id(resource, project));
}

class ProjectCheck {
 public:
  ProjectCheck(const Fleet& fleet, const SchemaCatalog& catalog, const OldObjects& old_objects,
               const RenderedProject& rendered)
      : fleet_(fleet),
        catalog_(catalog),
        old_objects_(old_objects),
        rendered_(rendered),
        project_(*rendered.project),
        dialect_(dialect_of(project_)),
        release_(target_release(fleet.settings(), project_.cluster)) {}

  std::vector<Finding> run() {
    for (const Resource& resource : rendered_.set.resources) check(resource);
    return std::move(findings_);
  }

 private:
  void check(const Resource& resource) {
    PlainObject object(resource.root, dialect_);
    if (auto fate = check_lifecycle(resource, release_, catalog_, project_.cluster)) {
      add(std::move(*fate), resource, "apiVersion", "");
      findings_.back().fix = newer_version(resource, object.root());
    }
    auto problems = check_built_in_object(object.root(), resource.gvk, release_, dialect_);
    if (!problems) {
      const CustomSchema* schema = catalog_.find(resource.gvk, project_.cluster);
      if (!schema) return;
      problems = check_custom(*schema, resource, object.root());
    }
    if (is_encrypted_by_sops(*resource.root)) {
      std::erase_if(*problems, [](const FieldProblem& problem) {
        return problem.field == "sops" || (problem.node && is_encrypted_value(*problem.node));
      });
    }
    bool is_secret = resource.gvk.kind == "Secret" && resource.gvk.group.empty();
    for (const FieldProblem& problem : *problems) add_problem(problem, resource, is_secret);
  }

  /// The version that takes the old one's place, where the object is right in it as it is.
  Fix newer_version(const Resource& resource, const Node& root) const {
    schemas::ApiKind kind = schemas::kubernetes_api().find(resource.gvk, release_);
    schemas::ApiKind next = kind ? kind.replacement() : schemas::ApiKind();
    const Node* version = resource.root->find("apiVersion");
    if (!next || !next.is_served() || !version || version->line == 0) return {};
    Gvk gvk = next.gvk();
    auto problems = check_built_in_object(root, gvk, release_, dialect_);
    bool is_same_kind = gvk.kind == resource.gvk.kind;
    if (!is_same_kind || !problems || !problems->empty()) return {};
    FixStep step{FixStep::Kind::SetValue, version->where(), std::string(version->text())};
    step.text =
        gvk.group.empty() ? std::string(gvk.version) : fmt::format("{}/{}", gvk.group, gvk.version);
    step.is_string = true;
    return {fmt::format("write apiVersion {}", step.text), {}, {std::move(step)}};
  }

  std::vector<FieldProblem> check_custom(const CustomSchema& schema, const Resource& resource,
                                         const Node& root) {
    try {
      const Node* old = old_objects_.find(fleet_, resource, project_);
      return schema.check(root, dialect_, old);
    } catch (const Error& error) {
      Diagnostic diagnostic = error.diagnostic();
      diagnostic.where = resource.root->where();
      add(std::move(diagnostic), resource, "", "");
      return {};
    }
  }

  void add_problem(const FieldProblem& problem, const Resource& resource, bool is_secret) {
    Diagnostic diagnostic;
    diagnostic.severity = Severity::Error;
    diagnostic.rule = rule_of(problem);
    diagnostic.message = message_of(problem, is_secret);
    const Node* node = problem.node && problem.node->line > 0 ? problem.node : resource.root;
    diagnostic.where = node->where();
    if (problem.because) {
      Diagnostic note;
      note.severity = Severity::Info;
      note.message = "the rule is here";
      note.where = problem.because->where();
      diagnostic.notes.push_back(std::move(note));
    }
    add(std::move(diagnostic), resource, problem.field, problem.type);
    if (!is_secret) findings_.back().fix = fix_of(problem, dialect_);
  }

  void add(Diagnostic diagnostic, const Resource& resource, std::string_view field,
           std::string_view type) {
    Finding finding = make_finding(std::move(diagnostic), project_.cluster, {project_.name});
    finding.resource = fleet_.resource_id(resource, project_);
    finding.field = field;
    finding.type = type;
    findings_.push_back(std::move(finding));
  }

  const Fleet& fleet_;
  const SchemaCatalog& catalog_;
  const OldObjects& old_objects_;
  const RenderedProject& rendered_;
  const Project& project_;
  YamlDialect dialect_;
  int release_;
  std::vector<Finding> findings_;
};

}  // namespace

OldObjects::OldObjects(const Fleet* base) {
  for (const RenderedProject& rendered : base ? base->projects() : ProjectList()) {
    for (const Resource& resource : rendered.set.resources) {
      objects_[key_of(*base, resource, *rendered.project)] = resource.root;
    }
  }
}

const Node* OldObjects::find(const Fleet& fleet, const Resource& resource,
                             const Project& project) const {
  if (objects_.empty()) return nullptr;
  auto found = objects_.find(key_of(fleet, resource, project));
  return found == objects_.end() ? nullptr : found->second;
}

std::vector<Finding> check_definition(const Node& document, int release) {
  std::vector<Finding> findings;
  Gvk gvk = make_gvk(document.text_of("apiVersion"), document.text_of("kind"));
  if (gvk.kind != "CustomResourceDefinition") return findings;
  auto problems = check_built_in_object(document, gvk, release, YamlDialect::Sigs);
  if (!problems) return findings;
  const Node* metadata = document.find("metadata");
  for (const FieldProblem& problem : *problems) {
    Diagnostic diagnostic;
    diagnostic.rule = rule_of(problem);
    diagnostic.message = message_of(problem, false);
    const Node& node = problem.node && problem.node->line > 0 ? *problem.node : document;
    diagnostic.where = node.where();
    Finding finding = make_finding(std::move(diagnostic), "", {});
    finding.resource = fmt::format("CustomResourceDefinition.{}/{}", gvk.group,
                                   metadata ? metadata->text_of("name") : std::string_view());
    finding.field = problem.field;
    finding.type = problem.type;
    findings.push_back(std::move(finding));
  }
  return findings;
}

std::vector<Finding> check_project_schemas(const Fleet& fleet, const SchemaCatalog& catalog,
                                           const OldObjects& old_objects,
                                           const RenderedProject& rendered) {
  return ProjectCheck(fleet, catalog, old_objects, rendered).run();
}

std::vector<Finding> check_catalog(const SchemaCatalog& catalog) {
  std::vector<Finding> findings;
  for (Diagnostic& problem : catalog.problems()) {
    findings.push_back(make_finding(std::move(problem), "", {}));
  }
  return findings;
}

std::vector<Finding> check_schemas(const Fleet& fleet, const SchemaCatalog& catalog, int jobs,
                                   const Fleet* base) {
  OldObjects old_objects(base);
  std::vector<std::vector<Finding>> by_project(fleet.projects().size());
  parallel_for(by_project.size(), jobs, [&](size_t i) {
    by_project[i] = ProjectCheck(fleet, catalog, old_objects, fleet.projects()[i]).run();
  });
  std::vector<Finding> findings = check_references(fleet, jobs);
  for (Finding& denied : check_admission_policies(fleet, jobs)) {
    findings.push_back(std::move(denied));
  }
  for (Finding& problem : check_catalog(catalog)) findings.push_back(std::move(problem));
  for (std::vector<Finding>& part : by_project) {
    std::move(part.begin(), part.end(), std::back_inserter(findings));
  }
  return findings;
}

}  // namespace drydock::validate

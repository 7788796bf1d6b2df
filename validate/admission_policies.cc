#include "validate/admission_policies.h"

#include <fmt/format.h>

#include <atomic>
#include <map>
#include <memory>
#include <optional>

#include "core/error.h"
#include "core/parallel_for.h"
#include "schemas/kubernetes.h"
#include "validate/admission_labels.h"
#include "validate/admission_request.h"
#include "validate/admission_target.h"
#include "validate/cel/admission_scope.h"
#include "validate/quantity.h"
#include "validate/schema_catalog.h"

namespace drydock::validate {
namespace {

using cel::AdmissionScope;
using cel::Program;
using TypeKind = cel::Type::Kind;

constexpr std::string_view kGroup = "admissionregistration.k8s.io";

/// A validation of a policy, or a condition that must hold before.
struct Check {
  const Node* node = nullptr;
  const Program* program = nullptr;
  const Program* message = nullptr;
};

struct Policy {
  const Resource* resource = nullptr;
  const Project* project = nullptr;
  const Node* spec = nullptr;
  std::unique_ptr<AdmissionScope> scope;
  std::vector<Check> conditions;
  std::vector<Check> validations;
  bool compiles = true;
  bool fails = true;  // what cannot be evaluated is refused
};

struct Binding {
  const Resource* resource = nullptr;
  const Project* project = nullptr;
  const Node* spec = nullptr;
  const Policy* policy = nullptr;
  std::optional<Severity> severity;
};

bool names_action(const Node* actions, std::string_view action) {
  if (!actions) return false;
  for (const Node* one : actions->elements()) {
    if (one->text() == action) return true;
  }
  return false;
}

std::optional<Severity> severity_of(const Node& spec) {
  const Node* actions = spec.find("validationActions");
  if (names_action(actions, "Deny")) return Severity::Error;
  if (names_action(actions, "Warn")) return Severity::Warning;
  if (names_action(actions, "Audit")) return Severity::Info;
  return std::nullopt;
}

class PolicyCompiler {
 public:
  explicit PolicyCompiler(Policy& policy) : policy_(policy) {}

  void compile() {
    bool params = policy_.spec->find("paramKind") != nullptr;
    policy_.scope = std::make_unique<AdmissionScope>(AdmissionScope::Options{.params = params});
    policy_.fails = policy_.spec->text_of("failurePolicy") != "Ignore";
    each("matchConditions", [&](const Node& one) {
      policy_.conditions.push_back({&one, bool_program(one.text_of("expression"))});
    });
    each("variables", [&](const Node& one) {
      keep(policy_.scope->add_variable(one.text_of("name"), one.text_of("expression")));
    });
    each("validations", [&](const Node& one) {
      Check check{&one, bool_program(one.text_of("expression"))};
      std::string_view message = one.text_of("messageExpression");
      if (!trim_spaces(message).empty()) {
        check.message = keep(policy_.scope->compile(message, {TypeKind::String}));
      }
      policy_.validations.push_back(check);
    });
  }

 private:
  template <class Use>
  void each(std::string_view key, Use&& use) {
    const Node* list = policy_.spec->find(key);
    for (const Node* one : list ? list->elements() : std::span<Node* const>()) use(*one);
  }

  const Program* keep(const AdmissionScope::Result& result) {
    policy_.compiles = policy_.compiles && result.program;
    return result.program;
  }
  const Program* bool_program(std::string_view expression) {
    return keep(policy_.scope->compile(expression, {TypeKind::Bool}));
  }

  Policy& policy_;
};

/// All policies, bindings, parameters and namespaces of one cluster.
class Cluster {
 public:
  void add(const Resource& resource, const Project& project) {
    const Node* spec = resource.root->find("spec");
    if (resource.gvk.group == kGroup && spec && resource.gvk.kind == "ValidatingAdmissionPolicy") {
      Policy& policy = *policies_.emplace_back(std::make_unique<Policy>());
      policy.resource = &resource;
      policy.project = &project;
      policy.spec = spec;
      PolicyCompiler(policy).compile();
    } else if (resource.gvk.group == kGroup && spec &&
               resource.gvk.kind == "ValidatingAdmissionPolicyBinding") {
      bindings_.push_back({&resource, &project, spec, nullptr, severity_of(*spec)});
    }
  }

  void join() {
    for (Binding& binding : bindings_) {
      for (const auto& policy : policies_) {
        bool named = policy->resource->name == binding.spec->text_of("policyName");
        if (named && policy->compiles) binding.policy = policy.get();
      }
    }
  }

  const std::vector<Binding>& bindings() const { return bindings_; }

 private:
  std::vector<std::unique_ptr<Policy>> policies_;
  std::vector<Binding> bindings_;
};

/// An object that a policy may take as parameters.
struct Param {
  const Resource* resource;
  const Project* project;
};

class Judge {
 public:
  Judge(const Fleet& fleet, const Cluster& cluster, std::string_view cluster_name)
      : fleet_(fleet), cluster_(cluster), cluster_name_(cluster_name) {
    for (const RenderedProject& rendered : fleet.projects()) {
      if (rendered.project->cluster != cluster_name) continue;
      for (const Resource& resource : rendered.set.resources) note(resource, *rendered.project);
    }
  }

  std::vector<Finding> judge(const RenderedProject& rendered) const {
    std::vector<Finding> findings;
    for (const Resource& resource : rendered.set.resources) {
      if (resource.gvk.group == kGroup) continue;
      judge(resource, *rendered.project, findings);
    }
    return findings;
  }

  /// Bindings whose policies could not be judged without a cluster.
  std::vector<Finding> open_questions() const {
    std::vector<Finding> findings;
    for (const auto& [policy, asked] : open_) {
      if (!asked->load()) continue;
      Diagnostic diagnostic;
      diagnostic.severity = Severity::Info;
      diagnostic.rule = "admission-undecided";
      diagnostic.message = fmt::format(
          "policy `{}` asks who makes the request, or what the cluster's authorizer says; objects "
          "for which that matters are not judged",
          policy->resource->name);
      diagnostic.where = policy->spec->where();
      Finding finding =
          make_finding(std::move(diagnostic), policy->project->cluster, {policy->project->name});
      finding.resource = fleet_.resource_id(*policy->resource, *policy->project);
      findings.push_back(std::move(finding));
    }
    return findings;
  }

 private:
  void note(const Resource& resource, const Project& project) {
    const Gvk& gvk = resource.gvk;
    if (gvk.group.empty() && gvk.kind == "Namespace") spaces_[resource.name] = resource.root;
    params_.emplace(gvk.kind, Param{&resource, &project});
    if (gvk.kind == "CustomResourceDefinition") {
      const Node* spec = resource.root->find("spec");
      const Node* names = spec ? spec->find("names") : nullptr;
      if (names) plurals_[names->text_of("kind")] = names->text_of("plural");
    }
    for (const Binding& binding : cluster_.bindings()) {
      if (binding.policy && !open_.contains(binding.policy)) {
        open_[binding.policy] = std::make_unique<std::atomic<bool>>(false);
      }
    }
  }

  void judge(const Resource& resource, const Project& project,
             std::vector<Finding>& findings) const {
    AdmissionTarget target;
    target.resource = &resource;
    target.project = &project;
    auto plural = plurals_.find(resource.gvk.kind);
    target.plural =
        plural == plurals_.end() ? guess_plural(resource.gvk.kind) : std::string(plural->second);
    target.name_space = fleet_.namespace_of(resource, project);
    auto space = spaces_.find(target.name_space);
    if (space != spaces_.end()) target.space = space->second;
    std::optional<AdmissionRequest> request;  // made for the first policy that wants it
    for (const Binding& binding : cluster_.bindings()) {
      if (!binding.policy || !binding.severity) continue;
      if (!means(binding.policy->spec->find("matchConstraints"), target) ||
          !means(binding.spec->find("matchResources"), target)) {
        continue;
      }
      if (!request) request.emplace(target, dialect_of(project));
      judge_binding(binding, *request, target, findings);
    }
  }

  void judge_binding(const Binding& binding, AdmissionRequest& request,
                     const AdmissionTarget& target, std::vector<Finding>& findings) const {
    const Node* kind = binding.policy->spec->find("paramKind");
    if (!kind) return judge_with(binding, request, target, nullptr, findings);
    for (const Param& param : params_of(binding, *kind, target)) {
      judge_with(binding, request, target, &param, findings);
    }
  }

  std::vector<Param> params_of(const Binding& binding, const Node& kind,
                               const AdmissionTarget& target) const {
    std::vector<Param> found;
    const Node* reference = binding.spec->find("paramRef");
    if (!reference) return found;
    Gvk gvk = make_gvk(kind.text_of("apiVersion"), kind.text_of("kind"));
    std::string_view name = reference->text_of("name");
    std::string_view space = reference->text_of("namespace");
    if (space.empty()) space = target.name_space;
    auto [begin, end] = params_.equal_range(gvk.kind);
    for (auto at = begin; at != end; ++at) {
      const Resource& resource = *at->second.resource;
      std::string_view own = fleet_.namespace_of(resource, *at->second.project);
      if (resource.gvk.group != gvk.group || (!own.empty() && own != space)) continue;
      const Node* metadata = resource.root->find("metadata");
      AdmissionLabels labels{metadata ? metadata->find("labels") : nullptr};
      bool meant = name.empty() ? selects_labels(reference->find("selector"), labels)
                                : resource.name == name;
      if (meant) found.push_back(at->second);
    }
    return found;
  }

  void judge_with(const Binding& binding, AdmissionRequest& request, const AdmissionTarget& target,
                  const Param* param, std::vector<Finding>& findings) const {
    const Policy& policy = *binding.policy;
    PolicyEvaluation evaluation(request, *policy.scope, param ? param->resource->root : nullptr);
    for (const Check& condition : policy.conditions) {
      cel::Value value = evaluation.run(*condition.program);
      if (value.is(cel::Value::Kind::Unknown)) leave_open(policy);
      if (value.is_error() && policy.fails && !is_about_defaults(value, target)) {
        add(binding, condition, target, error_text(condition, value), findings);
      }
      if (!value.is_true()) return;
    }
    for (const Check& validation : policy.validations) {
      cel::Value value = evaluation.run(*validation.program);
      if (value.is_true()) continue;
      if (value.is(cel::Value::Kind::Unknown)) {
        leave_open(policy);
      } else if (!value.is_error()) {
        add(binding, validation, target, failure_text(validation, evaluation), findings);
      } else if (policy.fails && !is_about_defaults(value, target)) {
        add(binding, validation, target, error_text(validation, value), findings);
      }
    }
  }

  void leave_open(const Policy& policy) const { open_.at(&policy)->store(true); }

  /// Fields of built-in kinds that are not written may have a default, which the server fills in.
  static bool is_about_defaults(const cel::Value& value, const AdmissionTarget& target) {
    return value.text().starts_with("no such key") &&
           schemas::kubernetes_api().find(target.resource->gvk);
  }

  static std::string error_text(const Check& check, const cel::Value& value) {
    return fmt::format("expression '{}' resulted in error: {}",
                       trim_spaces(check.node->text_of("expression")), value.text());
  }

  static std::string failure_text(const Check& check, PolicyEvaluation& evaluation) {
    if (check.message) {
      cel::Value made = evaluation.run(*check.message);
      std::string_view text = made.is(cel::Value::Kind::String) ? trim_spaces(made.text()) : "";
      if (!text.empty() && text.find('\n') == text.npos) return std::string(text);
    }
    std::string_view message = trim_spaces(check.node->text_of("message"));
    if (!message.empty()) return std::string(message);
    return fmt::format("failed expression: {}", trim_spaces(check.node->text_of("expression")));
  }

  void add(const Binding& binding, const Check& check, const AdmissionTarget& target,
           std::string text, std::vector<Finding>& findings) const {
    Diagnostic diagnostic;
    diagnostic.severity = *binding.severity;
    diagnostic.rule = "admission-denied";
    diagnostic.message =
        fmt::format("ValidatingAdmissionPolicy '{}' with binding '{}' denied request: {}",
                    binding.policy->resource->name, binding.resource->name, text);
    diagnostic.where = target.resource->root->where();
    Diagnostic note;
    note.severity = Severity::Info;
    note.message = "the rule is here";
    note.where = check.node->where();
    diagnostic.notes.push_back(std::move(note));
    Finding finding =
        make_finding(std::move(diagnostic), target.project->cluster, {target.project->name});
    finding.resource = fleet_.resource_id(*target.resource, *target.project);
    findings.push_back(std::move(finding));
  }

  const Fleet& fleet_;
  const Cluster& cluster_;
  std::string_view cluster_name_;
  std::map<std::string_view, const Node*> spaces_;
  std::map<std::string_view, std::string_view> plurals_;  // of custom kinds
  std::multimap<std::string_view, Param> params_;         // by kind
  std::map<const Policy*, std::unique_ptr<std::atomic<bool>>> open_;
};

}  // namespace

std::vector<Finding> check_admission_policies(const Fleet& fleet, int jobs) {
  std::map<std::string_view, Cluster> clusters;
  for (const RenderedProject& rendered : fleet.projects()) {
    for (const Resource& resource : rendered.set.resources) {
      if (resource.gvk.group == kGroup) {
        clusters[rendered.project->cluster].add(resource, *rendered.project);
      }
    }
  }
  std::vector<Finding> findings;
  for (auto& entry : clusters) {
    std::string_view name = entry.first;
    Cluster& cluster = entry.second;
    cluster.join();
    if (cluster.bindings().empty()) continue;
    Judge judge(fleet, cluster, name);
    std::vector<std::vector<Finding>> parts(fleet.projects().size());
    parallel_for(parts.size(), jobs, [&](size_t i) {
      const RenderedProject& rendered = fleet.projects()[i];
      if (rendered.project->cluster == name) parts[i] = judge.judge(rendered);
    });
    for (auto& part : parts) std::move(part.begin(), part.end(), std::back_inserter(findings));
    for (Finding& open : judge.open_questions()) findings.push_back(std::move(open));
  }
  return findings;
}

}  // namespace drydock::validate

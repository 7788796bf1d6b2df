#include "overlays/transforms/namespace.h"

#include <fmt/format.h>

#include "core/error.h"
#include "core/suggest.h"
#include "overlays/field_specs.h"

namespace drydock::overlays {
namespace {

constexpr std::string_view kMetadataNamespace = "metadata/namespace";
constexpr std::string_view kSubjectNamespace = "subjects/namespace";

bool is_role_binding(std::string_view kind) {
  return kind == "RoleBinding" || kind == "ClusterRoleBinding";
}

/// Which subjects of role bindings get the namespace.
enum class SubjectMode : uint8_t { DefaultOnly, AllServiceAccounts, None };

SubjectMode subject_mode(const Text& text) {
  if (text.empty() || text.value == "defaultOnly") return SubjectMode::DefaultOnly;
  if (text.value == "allServiceAccounts") return SubjectMode::AllServiceAccounts;
  if (text.value == "none") return SubjectMode::None;
  constexpr std::string_view kModes[] = {"allServiceAccounts", "defaultOnly", "none"};
  fail("kustomization",
       fmt::format("`setRoleBindingSubjects` must be defaultOnly, none or allServiceAccounts, not "
                   "`{}`{}",
                   text.value, did_you_mean(text.value, kModes)),
       text.where());
}

class NamespaceSetter {
 public:
  NamespaceSetter(const NamespaceConfig& config, Context& context)
      : config_(config),
        arena_(context.arena),
        schemas_(*context.schemas),
        mode_(subject_mode(config.set_role_binding_subjects)),
        own_({Gvk{}, kMetadataNamespace, true}) {
    for (const FieldSpec& spec : config.field_specs) {
      // metadata.namespace is set below, or objects outside namespaces would get one.
      if (spec.path != kMetadataNamespace) places_.emplace_back(spec);
    }
  }

  void set(Object& object) {
    std::string_view api_version = object.api_version();
    Gvk gvk = object.gvk();
    if (!schemas_.is_cluster_scoped(gvk)) {
      own_.visit(*object.root, arena_, NewField::Scalar, [&](Node& node) {
        // A null is made a scalar there first, and then counts as set when it is written out.
        if (!(config_.unset_only && !node.text().empty())) put(node);
      });
    }
    bool binds = is_role_binding(gvk.kind);
    if (binds) set_subjects(*object.root);
    for (const FieldPlace& place : places_) {
      const FieldSpec& spec = place.spec();
      if (api_version != "v1" && spec.path == "metadata/name") continue;
      if (binds && is_role_binding(spec.gvk.kind) && spec.path == kSubjectNamespace) continue;
      if (!place.applies_to(gvk)) continue;
      place.visit(*object.root, arena_, NewField::Text, [&](Node& node) { put_if_wanted(node); });
    }
  }

 private:
  void put(Node& node) {
    set_scalar(node, config_.namespace_name.value, ScalarMeaning::Text,
               config_.namespace_name.node);
  }

  void put_if_wanted(Node& node) {
    bool is_set = node.is_scalar() && !is_null(&node) && !node.text().empty();
    if (!(config_.unset_only && is_set)) put(node);
  }

  void set_subjects(Node& root) {
    if (mode_ == SubjectMode::None) return;
    Node* subjects = find_field(root, "subjects");
    if (is_null(subjects)) return;
    if (!subjects->is_sequence()) {
      fail("overlay-field", "`subjects` of a role binding must be a list (wrong node kind)",
           subjects->where());
    }
    bool all = mode_ == SubjectMode::AllServiceAccounts;
    for (Node* subject : subjects->elements()) {
      if (is_null(subject)) continue;
      const Node* value =
          subject->is_mapping() ? find_field(*subject, all ? "kind" : "name") : subject;
      if (is_null(value)) continue;
      if (!subject->is_mapping() || !value->is_scalar()) {
        fail(
            "overlay-field",
            fmt::format("a subject of a role binding must be a mapping, and its `{}` a text (wrong "
                        "node kind)",
                        all ? "kind" : "name"),
            subject->where());
      }
      if (value->text() == (all ? "ServiceAccount" : "default")) set_subject(*subject);
    }
  }

  void set_subject(Node& subject) {
    Node* field = find_field(subject, "namespace");
    if (!field) {
      field = make_scalar(arena_, "");
      append(arena_, subject, make_scalar_from(arena_, "namespace", config_.namespace_name.node),
             field);
    }
    put_if_wanted(*field);
  }

  const NamespaceConfig& config_;
  Arena& arena_;
  const schemas::MergeSchemas& schemas_;
  SubjectMode mode_;
  FieldPlace own_;
  FieldPlaces places_;
};

[[noreturn]] void fail_conflict(std::span<Object* const> matches, const NamespaceConfig& config,
                                const ObjectId& id) {
  Diagnostic diagnostic;
  diagnostic.rule = "overlay-duplicate";
  diagnostic.message = fmt::format(
      "in namespace `{}` there are {} objects {} `{}` (namespace transformation produces ID "
      "conflict)",
      config.namespace_name.value, matches.size(), id.gvk.kind, id.name);
  diagnostic.where = config.namespace_name.where();
  for (const Object* object : matches) {
    diagnostic.notes.push_back(
        {Severity::Info, "", "this one is meant", object->defined_at, {}, ""});
  }
  throw Error(std::move(diagnostic));
}

}  // namespace

void apply(ObjectList& objects, const NamespaceConfig& config, Context& context) {
  if (config.namespace_name.empty()) return;
  NamespaceSetter setter(config, context);
  for (Object* object : objects.all()) {
    if (object->is_empty() || object->notes.made_by_helm) continue;
    store_previous_id(*object, objects.schemas(), context.arena);
    setter.set(*object);
    objects.reindex(*object);
    ObjectId id = objects.id_of(*object);
    std::vector<Object*> matches = objects.find_current(id);
    if (matches.size() != 1) fail_conflict(matches, config, id);
  }
}

void set_namespace(Object& object, const NamespaceConfig& config, Context& context) {
  NamespaceSetter(config, context).set(object);
}

}  // namespace drydock::overlays

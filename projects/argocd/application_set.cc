#include "projects/argocd/application_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/error.h"
#include "projects/argocd/api_types.h"
#include "projects/argocd/template_patch.h"

namespace drydock::projects::argocd {
namespace {

constexpr std::string_view kFinalizer = "resources-finalizer.argocd.argoproj.io";

/// One ApplicationSet while it is expanded.
class Expansion {
 public:
  Expansion(Value set, const Node* node, const GeneratorWorld& world, Arena& arena)
      : node_(node),
        arena_(arena),
        metadata_(field_of(set, "metadata")),
        spec_(field_of(set, "spec")),
        substitution_(flag_of(spec_, "goTemplate"), list_of(spec_, "goTemplateOptions"),
                      std::string(text_of(metadata_, "name")), arena),
        generators_(world, substitution_, std::string(text_of(metadata_, "name")), arena) {
    namespace_name_ = text_of(metadata_, "namespace");
    if (namespace_name_.empty()) namespace_name_ = world.argocd_namespace;
  }

  GeneratedApplications run() {
    const Node* list = node_ ? find(*node_, {"spec", "generators"}) : nullptr;
    size_t i = 0;
    for (Value generator : list_of(spec_, "generators")) {
      place_ = list && i < list->elements().size() ? list->elements()[i] : node_;
      ++i;
      try {
        Value base = field_of(spec_, "template");
        for (const GeneratorOutput& output : generators_.run(generator, base, nullptr)) {
          render_all(output);
        }
      } catch (const Error& error) {
        add_problem(error);
      }
    }
    check_names();
    return std::move(result_);
  }

 private:
  static const Node* find(const Node& node, std::initializer_list<std::string_view> keys) {
    return node.find_path({keys.begin(), keys.size()});
  }

  void add_problem(const Error& error) {
    Diagnostic problem = error.diagnostic();
    if (!problem.where.file && place_) problem.where = place_->where();
    result_.problems.push_back(std::move(problem));
  }

  void render_all(const GeneratorOutput& output) {
    const Node* generator = place_;
    for (ValueMap* params : output.sets) {
      try {
        result_.applications.push_back(render(output.template_value, *params));
      } catch (const Error& error) {
        if (node_) place_ = find(*node_, {"spec", "template"});
        if (!place_) place_ = generator;
        add_problem(error);
        place_ = generator;
        // One fault of a template is told once, not for each Application.
        if (error.diagnostic().rule.ends_with("-limit") || result_.problems.size() > 20) return;
      }
    }
  }

  /// The Application of a template, before its parameters.
  ValueMap* application_of(Value filled) {
    ValueMap* application = arena_.make<ValueMap>(arena_);
    application->set("apiVersion", Value::of_string("argoproj.io/v1alpha1"));
    application->set("kind", Value::of_string("Application"));
    application->set("metadata", field_of(filled, "metadata"));
    application->set("spec", field_of(filled, "spec"));
    return application;
  }

  Value render(Value template_value, const ValueMap& params) {
    Value filled = template_value;
    if (params.size() > 0) filled = substitution_.replace_all(filled, params);
    Value application = conform(Value::of_map(application_of(filled)), kApplicationType, arena_);
    ValueMap& metadata = field_of(application, "metadata").as_map();
    bool keep = flag_of(field_of(spec_, "syncPolicy"), "preserveResourcesOnDeletion");
    if (params.size() > 0 && !keep && !metadata.find("finalizers")) {
      Value* item = arena_.array<Value>(1);
      item[0] = Value::of_string(kFinalizer);
      metadata.set("finalizers", Value::of_list({item, 1}));
    }
    Value patch = field_of(spec_, "templatePatch");
    if (patch.is_string()) {
      application = apply_template_patch(application,
                                         substitution_.replace(patch.as_string(), params), arena_);
    }
    field_of(application, "metadata").as_map().set("namespace", Value::of_string(namespace_name_));
    return application;
  }

  void check_names() {
    std::vector<Value>& all = result_.applications;
    std::stable_sort(all.begin(), all.end(), [](Value a, Value b) {
      return text_of(field_of(a, "metadata"), "name") < text_of(field_of(b, "metadata"), "name");
    });
    std::set<std::string_view> names;
    std::set<std::string_view> told;
    std::vector<Value> kept;
    for (Value application : all) {
      std::string_view name = text_of(field_of(application, "metadata"), "name");
      bool first = names.insert(name).second;
      if (!name.empty() && first) {
        kept.push_back(application);
      } else if (told.insert(name).second) {
        Diagnostic& problem = result_.problems.emplace_back();
        problem.rule = "argocd-template";
        problem.message =
            name.empty() ? std::string("an Application of the template has no name")
                         : fmt::format("two Applications of the template have the name `{}`", name);
        const Node* where =
            node_ ? find(*node_, {"spec", "template", "metadata", "name"}) : nullptr;
        if (!where) where = node_;
        if (where) problem.where = where->where();
      }
    }
    all = std::move(kept);
  }

  const Node* node_;
  Arena& arena_;
  Value metadata_;
  Value spec_;
  std::string_view namespace_name_;
  Substitution substitution_;
  Generators generators_;
  const Node* place_ = nullptr;
  GeneratedApplications result_;
};

}  // namespace

GeneratedApplications generate_applications(Value set, const Node* node,
                                            const GeneratorWorld& world, Arena& arena) {
  try {
    Value conforming = conform(set, kApplicationSetType, arena, node);
    return Expansion(conforming, node, world, arena).run();
  } catch (const Error& error) {
    GeneratedApplications nothing;
    nothing.problems.push_back(error.diagnostic());
    if (!nothing.problems[0].where.file && node) nothing.problems[0].where = node->where();
    return nothing;
  }
}

}  // namespace drydock::projects::argocd

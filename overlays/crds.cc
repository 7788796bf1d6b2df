#include "overlays/crds.h"

#include <algorithm>
#include <string>

#include "core/error.h"
#include "core/yaml/read.h"
#include "overlays/loader.h"

namespace drydock::overlays {
namespace {

constexpr size_t kMaxDepth = 100;  // of definitions that refer to others

const Node* schema_properties(const Node& definition) {
  const Node* schema = definition.find("Schema");
  if (!schema) schema = definition.find("schema");
  return schema ? schema->find("properties") : nullptr;
}

/// An extension of a property that is a text; null when it has none. Names of extensions are
/// compared without regard to case.
const Node* extension(const Node& property, std::string_view name) {
  for (const NodeEntry& entry : property.pairs()) {
    std::string_view key = entry.key->text();
    bool same = std::equal(key.begin(), key.end(), name.begin(), name.end(), [](char a, char b) {
      return (a >= 'A' && a <= 'Z' ? a | 0x20 : a) == b;
    });
    if (same && entry.value->is_scalar()) return entry.value;
  }
  return nullptr;
}

class CrdReader {
 public:
  CrdReader(const Node& definitions, TransformerConfig& config, Context& context)
      : definitions_(definitions), config_(config), context_(context) {}

  void read(std::string_view name, const Node& definition) {
    const Node* properties = schema_properties(definition);
    if (!properties || !properties->find("kind") || !properties->find("apiVersion") ||
        !properties->find("metadata")) {
      return;
    }
    gvk_ = {"", "", name.substr(name.rfind('.') + 1)};
    visit(*properties, "", 0);
  }

 private:
  FieldSpec spec(const std::string& path) const { return {gvk_, context_.arena.copy(path), false}; }

  void visit(const Node& properties, const std::string& path, size_t depth) {
    if (depth > kMaxDepth) {
      fail("kustomization", "the definitions of this file refer to each other without end",
           properties.where());
    }
    for (const NodeEntry& entry : properties.pairs()) {
      std::string below = path.empty() ? "" : path + "/";
      below.append(entry.key->text());
      visit_property(*entry.value, below, depth);
    }
  }

  void visit_property(const Node& property, const std::string& path, size_t depth) {
    if (extension(property, "x-kubernetes-annotation")) {
      merge_field_spec(config_.common_annotations, spec(path));
    }
    if (extension(property, "x-kubernetes-label-selector")) {
      merge_field_spec(config_.common_labels, spec(path));
    }
    if (extension(property, "x-kubernetes-identity")) {
      merge_field_spec(config_.name_prefix, spec(path));
    }
    add_reference(property, path);
    const Node* reference = property.find("$ref");
    const Node* target = reference ? definitions_.find(reference->text()) : nullptr;
    const Node* properties = target ? schema_properties(*target) : nullptr;
    if (properties) visit(*properties, path, depth + 1);
  }

  void add_reference(const Node& property, const std::string& path) {
    const Node* version = extension(property, "x-kubernetes-object-ref-api-version");
    const Node* kind = extension(property, "x-kubernetes-object-ref-kind");
    if (!version || !kind) return;
    const Node* key = extension(property, "x-kubernetes-object-ref-name-key");
    NameBackReferences row;
    row.gvk = {"", version->text(), kind->text()};
    row.referrers.push_back(spec(path + "/" + std::string(key ? key->text() : "name")));
    for (NameBackReferences& known : config_.name_reference) {
      if (!same_gvk(known.gvk, row.gvk)) continue;
      return merge_field_spec(known.referrers, row.referrers.front());
    }
    config_.name_reference.push_back(std::move(row));
  }

  const Node& definitions_;
  TransformerConfig& config_;
  Context& context_;
  Gvk gvk_;
};

}  // namespace

void read_crds(const Text& path, TransformerConfig& config, Context& context) {
  const SourceFile& file = context.loader.load(path);
  YamlDocuments documents = read_yaml(file, context.arena, {YamlDialect::Sigs, true});
  for (Diagnostic& problem : documents.problems) {
    if (problem.severity == Severity::Error) throw Error(std::move(problem));
  }
  if (file.text.empty()) fail("kustomization", "this file is empty", {&file, 1, 1});
  const Node* root = documents.roots.empty() ? nullptr : documents.roots.front();
  if (!root) return;
  if (!root->is_mapping()) {
    fail("kustomization", "definitions by name are expected here", root->where());
  }
  for (const NodeEntry& entry : root->pairs()) {
    CrdReader(*root, config, context).read(entry.key->text(), *entry.value);
  }
}

}  // namespace drydock::overlays

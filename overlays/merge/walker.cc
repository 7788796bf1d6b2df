#include "overlays/merge/walker.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"
#include "core/yaml/resolve.h"
#include "overlays/field_specs.h"
#include "overlays/merge/list_merge.h"
#include "overlays/merge/strategic.h"

namespace drydock::overlays {
namespace {

using schemas::MergeSchema;

constexpr std::string_view kDirectiveKey = "$patch";

[[noreturn]] void fail_kinds(const Node& object, const Node& patch) {
  Diagnostic diagnostic;
  diagnostic.rule = "overlay-patch";
  diagnostic.message = fmt::format("the patch has {} where the object has {} (wrong node kind)",
                                   kind_name(patch), kind_name(object));
  diagnostic.where = patch.where();
  diagnostic.notes.push_back(
      {Severity::Info, "", "what is patched is here", object.where(), {}, ""});
  throw Error(std::move(diagnostic));
}

[[noreturn]] void fail_directive(const Node& value) {
  fail("overlay-patch",
       fmt::format("`$patch` must be delete, replace or merge (unknown patch strategy '{}')",
                   value.text()),
       value.where());
}

bool merges_elements(const MergeSchema& schema) {
  std::string_view strategies = schema.strategy();
  while (!strategies.empty()) {
    size_t end = std::min(strategies.find(','), strategies.size());
    if (strategies.substr(0, end) == "merge") return true;
    strategies.remove_prefix(std::min(end + 1, strategies.size()));
  }
  return false;
}

/// kyaml quotes a text that it adds where YAML 1.1 would read something else.
void quote_old_words(Node& added) {
  if (!added.is_scalar() || added.style != NodeStyle::Plain || added.tag_text) return;
  ScalarType old = resolve_plain(added.text(), YamlDialect::Sigs).type;
  if (old == ScalarType::String || old == ScalarType::Timestamp || added.size == 0) return;
  if (resolve_plain(added.text(), YamlDialect::Kustomize).type == ScalarType::String) {
    added.style = NodeStyle::DoubleQuoted;
  }
}

/// Finds the pairs of a mapping by key; the first of several.
class KeyIndex {
 public:
  explicit KeyIndex(const Node* mapping) {
    if (!mapping) return;
    pairs_ = mapping->pairs();
    if (pairs_.size() <= kSearchedInOrder) return;
    for (size_t i = 0; i < pairs_.size(); ++i) sorted_.emplace_back(pairs_[i].key->text(), i);
    std::sort(sorted_.begin(), sorted_.end());
  }

  const NodeEntry* find(std::string_view key) const {
    if (!sorted_.empty()) {
      auto at = std::lower_bound(sorted_.begin(), sorted_.end(), std::pair(key, size_t{0}));
      return at != sorted_.end() && at->first == key ? &pairs_[at->second] : nullptr;
    }
    for (const NodeEntry& pair : pairs_) {
      if (pair.key->text() == key) return &pair;
    }
    return nullptr;
  }

 private:
  static constexpr size_t kSearchedInOrder = 12;
  std::span<const NodeEntry> pairs_;
  std::vector<std::pair<std::string_view, size_t>> sorted_;
};

}  // namespace

Node* MergeWalker::walk(Node* object, Node* patch, MergeSchema schema) {
  if (stack_.exhausted()) {
    fail("overlay-limit", "the object is nested too deep to be patched",
         patch ? patch->where() : object->where());
  }
  bool has_object = !is_null(object);
  bool has_patch = !is_null(patch);
  if (!has_object && !has_patch) {
    // A null that is written out stays, unless the patch has a word on it.
    return object && !patch && object->size > 0 ? object : nullptr;
  }
  if (has_object && has_patch && object->kind != patch->kind) fail_kinds(*object, *patch);
  schema = schema_of(object, patch, schema);
  switch (has_object ? object->kind : patch->kind) {
    case NodeKind::Mapping:
      return walk_mapping(object, patch, schema);
    case NodeKind::Sequence:
      if (merges_elements(schema)) return walk_list(object, patch, schema);
      [[fallthrough]];
    case NodeKind::Scalar:
      break;
  }
  return patch ? patch : object;
}

/// Also within objects of unknown kinds, an apiVersion and a kind tell how to merge.
MergeSchema MergeWalker::schema_of(const Node* object, const Node* patch,
                                   MergeSchema schema) const {
  if (schema) return schema;
  for (const Node* node : {object, patch}) {
    if (!node || !node->is_mapping()) continue;
    const Node* api_version = find_field(*node, "apiVersion");
    const Node* kind = api_version ? find_field(*node, "kind") : nullptr;
    if (is_null(api_version) || is_null(kind)) continue;
    if (api_version->text().empty() || kind->text().empty()) continue;
    if (MergeSchema found = schemas_.find(make_gvk(api_version->text(), kind->text()))) {
      return found;
    }
  }
  return {};
}

MergeWalker::Directive MergeWalker::take_directive(Node& patch) {
  return patch.is_sequence() ? take_list_directive(patch) : take_mapping_directive(patch);
}

MergeWalker::Directive MergeWalker::take_mapping_directive(Node& patch) {
  const Node* value = find_field(patch, kDirectiveKey);
  if (!value) return Directive::Merge;
  Directive directive = read_directive(*value);
  erase(patch, kDirectiveKey);
  return directive;
}

/// In a list the directive is an element of its own.
MergeWalker::Directive MergeWalker::take_list_directive(Node& patch) {
  const Node* value = nullptr;
  for (const Node* item : patch.elements()) {
    if (!item->is_mapping() || !(value = find_field(*item, kDirectiveKey))) continue;
    if (item->size > 1) return Directive::Merge;
    break;
  }
  if (!value) return Directive::Merge;
  Directive directive = read_directive(*value);
  std::string_view text = value->text();
  std::vector<Node*> rest;
  for (Node* item : patch.elements()) {
    if (is_null(item) || (item->is_mapping() && item->size == 0)) continue;
    const Node* other = find_field(*item, kDirectiveKey);
    if (!other || other->text() != text) rest.push_back(item);
  }
  set_elements(arena_, patch, rest);
  return directive;
}

MergeWalker::Directive MergeWalker::read_directive(const Node& value) {
  if (value.text() == "delete") return Directive::Delete;
  if (value.text() == "replace") return Directive::Replace;
  if (value.text() != "merge") fail_directive(value);
  return Directive::Merge;
}

Node* MergeWalker::visit_mapping(Node* object, Node* patch) {
  if (is_null(object)) {
    const Node* directive = find_field(*patch, kDirectiveKey);
    bool known = directive && (directive->text() == "delete" || directive->text() == "replace" ||
                               directive->text() == "merge");
    // An unknown directive stays as data in what is added.
    return known && take_directive(*patch) == Directive::Delete ? nullptr : patch;
  }
  if (!patch) return object;
  if (is_null(patch)) return nullptr;
  switch (take_directive(*patch)) {
    case Directive::Delete:
      return nullptr;
    case Directive::Replace:
      return patch;
    case Directive::Merge:
      break;
  }
  return object;
}

Node* MergeWalker::visit_list(Node* object, Node* patch) {
  if (is_null(object)) return patch;  // a directive in it stays an element
  if (!patch) return object;
  if (is_null(patch)) return nullptr;
  switch (take_directive(*patch)) {
    case Directive::Delete:
      return nullptr;
    case Directive::Replace:
      return patch;
    case Directive::Merge:
      break;
  }
  return object;
}

Node* MergeWalker::walk_mapping(Node* object, Node* patch, MergeSchema schema) {
  Node* result = visit_mapping(object, patch);
  if (!result) return nullptr;
  if (is_null(patch)) patch = nullptr;
  bool is_patch = result == patch;
  KeyIndex patch_keys(is_patch ? nullptr : patch);
  KeyIndex own_keys(patch && !is_patch ? result : nullptr);
  // What only the patch has, before the loop below moves the pairs.
  std::vector<NodeEntry> added;
  if (patch && !is_patch) {
    for (const NodeEntry& pair : patch->pairs()) {
      if (!own_keys.find(pair.key->text())) added.push_back(pair);
    }
  }
  uint32_t kept = 0;
  for (uint32_t i = 0; i < result->size; ++i) {
    NodeEntry pair = result->entries[i];
    const NodeEntry* other = is_patch ? &pair : patch_keys.find(pair.key->text());
    if (merge_value(*pair.value, other ? other->value : nullptr,
                    schema_of_field(schema, &pair, other))) {
      result->entries[kept++] = pair;
    }
  }
  result->size = kept;
  for (const NodeEntry& pair : added) {
    Node* value = walk(nullptr, pair.value, schema_of_field(schema, nullptr, &pair));
    if (is_null(value)) continue;
    quote_old_words(*value);
    append(arena_, *result, pair.key, value);
  }
  return result;
}

MergeSchema MergeWalker::schema_of_field(MergeSchema schema, const NodeEntry* object,
                                         const NodeEntry* patch) {
  for (const NodeEntry* pair : {object, patch}) {
    if (!pair) continue;
    if (MergeSchema found = comments_.find(*pair)) return found;
  }
  return schema.field((object ? object : patch)->key->text());
}

bool MergeWalker::merge_value(Node& value, Node* patch, MergeSchema schema) {
  Node* merged = walk(&value, patch, schema);
  if (merged == &value && !patch) return true;
  if (is_null(merged)) return false;
  if (merged == &value) return true;
  keep_style(*merged, value);
  // In place: labels that kustomize set at several places are one node there.
  value = *merged;
  return true;
}

Node* MergeWalker::walk_list(Node* object, Node* patch, MergeSchema schema) {
  Node* result = visit_list(object, patch);
  if (!result) return nullptr;
  if (is_null(patch)) patch = nullptr;
  return ListMerge(*this, schema).run(*result, patch);
}

bool merge_strategic(Node& object, Node& patch, Arena& arena, const schemas::MergeSchemas& schemas,
                     CommentSchemas& comments) {
  // Where the patch replaces the whole object, kustomize drops the result: nothing changes.
  return MergeWalker(arena, schemas, comments).walk(&object, &patch, {}) != nullptr;
}

}  // namespace drydock::overlays

#include "plan/managed_fields.h"

#include <algorithm>

#include "core/arena.h"
#include "core/source.h"
#include "core/yaml/read.h"
#include "plan/same_value.h"

namespace drydock::plan {
namespace {

constexpr int kDeepest = 200;

void erase_key(Node& mapping, std::string_view key) {
  uint32_t kept = 0;
  for (const NodeEntry& entry : mapping.pairs()) {
    if (entry.key->text() != key) mapping.entries[kept++] = entry;
  }
  mapping.size = kept;
}

Node* child(Node& mapping, std::string_view key) {
  if (!mapping.is_mapping()) return nullptr;
  for (const NodeEntry& entry : mapping.pairs()) {
    if (entry.key->text() == key) return entry.value;
  }
  return nullptr;
}

/// One entry of `managedFields`: a tree of "f:FIELD" and "k:{KEYS}", where what has nothing below
/// it and what has a "." is owned itself.
class ManagerFields {
 public:
  ManagerFields(Node& live, Node& wanted, const Shape& shape)
      : live_(live), wanted_(wanted), shape_(shape) {}

  void remove(const Node& owned) { walk(owned, live_, wanted_, shape_, 0); }

 private:
  static bool owns_itself(const Node& owned) {
    return owned.is_mapping() && (owned.size == 0 || owned.find("."));
  }

  void walk(const Node& owned, Node& live, Node& wanted, const Shape& shape, int depth) {
    if (!owned.is_mapping() || depth > kDeepest) return;
    for (const NodeEntry& entry : owned.pairs()) {
      std::string_view step = entry.key->text();
      if (step.starts_with("f:")) {
        field(step.substr(2), *entry.value, live, wanted, shape, depth);
      } else if (step.starts_with("k:")) {
        item(step.substr(2), *entry.value, live, wanted, shape, depth);
      }
    }
  }

  void field(std::string_view key, const Node& owned, Node& live, Node& wanted, const Shape& shape,
             int depth) {
    Node* stored = child(live, key);
    Node* said = child(wanted, key);
    if (!stored || !said) return;
    Shape below = shape.field(key);
    bool maps = stored->is_mapping() && said->is_mapping();
    // A map without parts of it that are owned is one value, unless it is empty.
    bool goes_on = maps && (owned.size > 0 || stored->size == 0);
    bool lists = stored->is_sequence() && said->is_sequence();
    if (lists && has_keys(below)) goes_on = true;
    if (goes_on) return walk(owned, *stored, *said, below, depth + 1);
    if (!owns_itself(owned) || same_value(*stored, *said, {})) return;
    erase_key(live, key);
    erase_key(wanted, key);
  }

  static bool has_keys(const Shape& list) {
    return !list.is_custom() && (!list.list_keys().empty() || list.is_set());
  }

  void item(std::string_view keys, const Node& owned, Node& live, Node& wanted, const Shape& list,
            int depth) {
    if (!live.is_sequence() || !wanted.is_sequence()) return;
    Arena arena;
    SourceFile text{"", std::string(keys)};
    YamlDocuments documents = read_yaml(text, arena);
    if (documents.roots.empty() || !documents.roots[0] || !documents.roots[0]->is_mapping()) return;
    Node* wants = content_of(*documents.roots[0], YamlDialect::Sigs, arena);
    Node* stored = find(live, *wants);
    Node* said = find(wanted, *wants);
    if (stored && said) walk(owned, *stored, *said, list.element(), depth + 1);
  }

  static Node* find(Node& list, const Node& keys) {
    for (Node* item : list.elements()) {
      if (item->is_mapping() && fits(*item, keys)) return item;
    }
    return nullptr;
  }

  static bool fits(Node& item, const Node& keys) {
    return std::all_of(keys.pairs().begin(), keys.pairs().end(), [&](const NodeEntry& key) {
      Node* value = child(item, key.key->text());
      // The one key that the API fills in.
      if (!value) return key.key->text() == "protocol" && key.value->text() == "TCP";
      return value->is_scalar() && value->text() == key.value->text();
    });
  }

  Node& live_;
  Node& wanted_;
  const Shape& shape_;
};

}  // namespace

void remove_managed_fields(Node& live, Node& wanted, std::span<const std::string> managers,
                           const Shape& shape) {
  Node* metadata = child(live, "metadata");
  Node* entries = metadata ? child(*metadata, "managedFields") : nullptr;
  if (managers.empty() || !entries || !entries->is_sequence()) return;
  for (Node* entry : entries->elements()) {
    std::string_view manager = entry->is_mapping() ? entry->text_of("manager") : "";
    bool trusted = std::find(managers.begin(), managers.end(), manager) != managers.end();
    const Node* fields = trusted ? entry->find("fieldsV1") : nullptr;
    if (fields) ManagerFields(live, wanted, shape).remove(*fields);
  }
}

}  // namespace drydock::plan

#include "plan/apply.h"

#include "plan/list_items.h"
#include "plan/same_value.h"

namespace drydock::plan {
namespace {

class Applier {
 public:
  explicit Applier(Arena& arena) : arena_(arena) {}

  Node* merge(const Node& stored, const Node* last, const Node& wanted, const Shape& shape) {
    if (wanted.is_mapping() && stored.is_mapping()) {
      return merge_mapping(stored, last && last->is_mapping() ? last : nullptr, wanted, shape);
    }
    bool by_key = wanted.is_sequence() && stored.is_sequence() && !shape.is_custom();
    if (by_key) {
      ListItems now(stored, shape), then(wanted, shape);
      if (now.has_keys() && then.has_keys()) {
        return merge_list(now, then, last, wanted, shape);
      }
    }
    return deep_copy(arena_, wanted);
  }

 private:
  Node* merge_mapping(const Node& stored, const Node* last, const Node& wanted,
                      const Shape& shape) {
    Node* out = deep_copy(arena_, stored);
    out->tag_text = wanted.tag_text;
    uint32_t kept = 0;
    for (const NodeEntry& entry : out->pairs()) {
      std::string_view key = entry.key->text();
      bool said_before = last && last->find(key);
      bool goes = !wanted.find(key) && (said_before || shape.retains_keys());
      if (!goes) out->entries[kept++] = entry;
    }
    out->size = kept;
    for (const NodeEntry& entry : wanted.pairs()) {
      std::string_view key = entry.key->text();
      const Node* now = stored.find(key);
      Node* value =
          now ? merge(*now, last ? last->find(key) : nullptr, *entry.value, shape.field(key))
              : deep_copy(arena_, *entry.value);
      set(arena_, *out, key, value);
    }
    return out;
  }

  Node* merge_list(const ListItems& stored, const ListItems& items, const Node* last,
                   const Node& wanted, const Shape& shape) {
    Node* out = make_sequence(arena_);
    Node empty;
    empty.kind = NodeKind::Sequence;
    ListItems before(last && last->is_sequence() ? *last : empty, shape);
    for (size_t i = 0; i < wanted.elements().size(); ++i) {
      const Node* now = stored.find(items.key(i));
      const Node& item = *wanted.elements()[i];
      append(arena_, *out,
             now ? merge(*now, before.find(items.key(i)), item, element_of(shape))
                 : deep_copy(arena_, item));
    }
    for (size_t i = 0; i < stored.size(); ++i) {
      if (items.find(stored.key(i)) || before.find(stored.key(i))) continue;
      append(arena_, *out, deep_copy(arena_, *stored.item(i)));
    }
    return out;
  }

  /// Items of volumes drop what another source leaves, as their list's strategy says.
  static Shape element_of(const Shape& list) {
    Shape element = list.element();
    return list.retains_keys() ? element.with_retained_keys() : element;
  }

  Arena& arena_;
};

/// What is stored without the fields that a manifest does not have. Items of lists count by their
/// places; those behind the last of the manifest stay.
Node* without_others(const Node& stored, const Node& named, Arena& arena) {
  if (stored.is_mapping() && named.is_mapping()) {
    Node* out = make_mapping(arena);
    for (const NodeEntry& entry : named.pairs()) {
      const Node* now = stored.find(entry.key->text());
      if (now) append(arena, *out, entry.key, without_others(*now, *entry.value, arena));
    }
    return out;
  }
  if (!stored.is_sequence() || !named.is_sequence()) return deep_copy(arena, stored);
  Node* out = make_sequence(arena);
  for (uint32_t i = 0; i < stored.size; ++i) {
    const Node& now = *stored.items[i];
    append(arena, *out,
           i < named.size ? without_others(now, *named.items[i], arena) : deep_copy(arena, now));
  }
  return out;
}

}  // namespace

Node* with_defaulted_lists(const Node& stored, const Node& last, const Node& wanted, Arena& arena) {
  if (wanted.is_sequence() && stored.is_sequence()) {
    bool same = same_value(*without_others(stored, last, arena), wanted, {});
    return deep_copy(arena, same ? stored : wanted);
  }
  if (!wanted.is_mapping() || !stored.is_mapping()) return deep_copy(arena, wanted);
  Node* out = make_mapping(arena);
  for (const NodeEntry& entry : wanted.pairs()) {
    std::string_view key = entry.key->text();
    const Node* now = stored.find(key);
    const Node* then = last.is_mapping() ? last.find(key) : nullptr;
    append(arena, *out, entry.key,
           now && then ? with_defaulted_lists(*now, *then, *entry.value, arena)
                       : deep_copy(arena, *entry.value));
  }
  return out;
}

Node* applied(const Node& stored, const Node& last, const Node& wanted, const Shape& shape,
              Arena& arena) {
  return Applier(arena).merge(stored, &last, wanted, shape);
}

}  // namespace drydock::plan

#include "overlays/merge/list_merge.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <set>

#include "core/error.h"
#include "core/yaml/resolve.h"
#include "overlays/field_specs.h"

namespace drydock::overlays {
namespace {

using Values = std::vector<std::string_view>;

/// Merging in full takes quadratic time.
constexpr size_t kMaxInFull = 5'000;

/// The text that kyaml compares; mappings and lists have none.
std::string_view value_text(const Node* node) { return node ? node->text() : std::string_view(); }

/// The value of a merge key, as far as it tells elements apart.
std::string_view key_value(const Node& element, std::string_view key) {
  const Node* value = find_field(element, key);
  return is_null_or_empty(value) ? std::string_view() : value->text();
}

[[noreturn]] void fail_element(const Node& element, std::string_view key) {
  std::string wanted = key.empty() ? "a scalar" : fmt::format("a mapping with a key `{}`", key);
  fail("overlay-patch",
       fmt::format("an element of this list must be {}, but this is {} (wrong node kind)", wanted,
                   kind_name(element)),
       element.where());
}

/// kyaml's FieldMatcher; an empty value matches any.
bool matches_field(const Node& element, std::string_view key, std::string_view value) {
  if (is_null(&element)) return false;
  if (key.empty()) {
    if (!element.is_scalar()) fail_element(element, key);
    return element.text() == value;
  }
  if (!element.is_mapping()) fail_element(element, key);
  const Node* field = find_field(element, key);
  return field && (value.empty() || value_text(field) == value);
}

/// kyaml's ElementMatcher: the first element with exactly these values.
Node* find_element(const Node* list, const Values& keys, const Values& values) {
  if (!list || !list->is_sequence()) return nullptr;
  if (keys[0].empty()) {
    for (Node* item : list->elements()) {
      if (value_text(item) == values[0]) return item;
    }
    return nullptr;
  }
  if (keys.size() != values.size()) return nullptr;
  for (Node* item : list->elements()) {
    if (!item->is_mapping()) continue;
    bool all = true;
    for (size_t k = 0; all && k < keys.size(); ++k) {
      const Node* field = find_field(*item, keys[k]);
      all = field && value_text(field) == values[k];
    }
    if (all) return item;
  }
  return nullptr;
}

/// Whether two sets of values mean one element: they have one in common, and differ only where one
/// of them has none. `both` gets all that are given.
bool same_element(const Values& a, const Values& b, Values& both) {
  if (a.size() != b.size()) return false;
  bool common = false;
  both.clear();
  for (size_t i = 0; i < a.size(); ++i) {
    if (a[i] == b[i]) {
      common = true;
    } else if (!a[i].empty() && !b[i].empty()) {
      return false;
    }
    both.push_back(a[i].empty() ? b[i] : a[i]);
  }
  return common;
}

void unite_values(std::vector<Values>& all) {
  Values both;
  for (size_t i = 0; i < all.size(); ++i) {
    const Values first = all[i];
    for (size_t j = 0; j < all.size(); ++j) {
      if (same_element(first, all[j], both)) all[i] = all[j] = both;
    }
  }
}

/// The keys for which some element has a value, and the values for them; all keys when none has.
struct ValidKeys {
  std::vector<bool> is_valid;
  bool any = false;

  ValidKeys(const std::vector<Values>& all, size_t key_count) : is_valid(key_count) {
    for (const Values& values : all) {
      for (size_t k = 0; k < values.size() && k < key_count; ++k) {
        if (!values[k].empty()) any = is_valid[k] = true;
      }
    }
  }

  Values pick(const Values& from) const {
    if (!any) return from;
    Values picked;
    for (size_t k = 0; k < from.size(); ++k) {
      if (is_valid[k]) picked.push_back(from[k]);
    }
    return picked;
  }
};

bool is_gone(const Node* merged) {
  return is_null(merged) || (merged->is_mapping() && merged->size == 0);
}

}  // namespace

void set_elements(Arena& arena, Node& list, const std::vector<Node*>& elements) {
  uint32_t size = static_cast<uint32_t>(elements.size());
  uint32_t room = std::max(list.size, list.capacity);
  if (size > room) {
    room = std::max(size, room * 2);
    list.items = arena.array<Node*>(room);
  }
  list.size = size;
  list.capacity = room;
  std::copy(elements.begin(), elements.end(), list.items);
}

ListMerge::ListMerge(MergeWalker& walker, schemas::MergeSchema schema)
    : walker_(walker), element_schema_(schema.element()) {
  for (size_t k = 0; k < schema.key_count(); ++k) keys_.push_back(schema.key(k));
  if (keys_.empty()) keys_.push_back("");
}

/// Finds elements by their values.
class ListMerge::Index {
 public:
  explicit Index(const std::vector<Element>& elements) : elements_(elements) {
    if (elements.size() <= kSearchedInOrder) return;
    for (size_t i = 0; i < elements.size(); ++i) sorted_.emplace_back(&elements[i].values, i);
    std::sort(sorted_.begin(), sorted_.end(),
              [](const Row& a, const Row& b) { return *a.first < *b.first; });
  }

  bool has_repetition() const {
    for (size_t i = 1; i < sorted_.size(); ++i) {
      if (*sorted_[i - 1].first == *sorted_[i].first) return true;
    }
    if (!sorted_.empty()) return false;
    for (size_t i = 0; i < elements_.size(); ++i) {
      for (size_t k = 0; k < i; ++k) {
        if (elements_[k].values == elements_[i].values) return true;
      }
    }
    return false;
  }

  size_t find(const Values& values) const {
    if (!sorted_.empty()) {
      auto at = std::lower_bound(sorted_.begin(), sorted_.end(), values,
                                 [](const Row& row, const Values& v) { return *row.first < v; });
      return at != sorted_.end() && *at->first == values ? at->second : kNone;
    }
    for (size_t i = 0; i < elements_.size(); ++i) {
      if (elements_[i].values == values) return i;
    }
    return kNone;
  }

  static constexpr size_t kNone = SIZE_MAX;

 private:
  using Row = std::pair<const Values*, size_t>;
  static constexpr size_t kSearchedInOrder = 12;
  const std::vector<Element>& elements_;
  std::vector<Row> sorted_;
};

Node* ListMerge::run(Node& list, Node* patch) {
  std::vector<Element> own, other;
  bool is_alone = !patch || patch == &list;
  if (keys_[0].empty() || !read_elements(list, own) ||
      (!is_alone && !read_elements(*patch, other))) {
    return run_in_full(list, patch);
  }
  std::vector<bool> given(keys_.size());
  for (const std::vector<Element>* elements : {&own, &other}) {
    for (const Element& element : *elements) {
      for (size_t k = 0; k < keys_.size(); ++k) {
        if (!element.values[k].empty()) given[k] = true;
      }
    }
  }
  if (!all_have_the_same_keys(own, given) || !all_have_the_same_keys(other, given)) {
    return run_in_full(list, patch);
  }
  if (is_alone) return run_alone(list, own, patch != nullptr);
  return run_by_index(list, own, other, std::count(given.begin(), given.end(), true) == 1);
}

bool ListMerge::read_elements(const Node& list, std::vector<Element>& elements) const {
  elements.reserve(list.size);
  for (Node* item : list.elements()) {
    if (!item->is_mapping() || item->size == 0) return false;
    Element& element = elements.emplace_back(Element{item, {}});
    for (std::string_view key : keys_) element.values.push_back(key_value(*item, key));
  }
  return true;
}

bool ListMerge::all_have_the_same_keys(const std::vector<Element>& elements,
                                       const std::vector<bool>& given) const {
  for (const Element& element : elements) {
    bool any = false;
    for (size_t k = 0; k < given.size(); ++k) {
      if (element.values[k].empty() == given[k]) return false;
      any |= given[k];
    }
    if (!any) return false;
  }
  return !Index(elements).has_repetition();
}

Node* ListMerge::run_alone(Node& list, std::vector<Element>& elements, bool is_patch) {
  uint32_t kept = 0;
  for (Element& element : elements) {
    Node* merged = walker_.walk(element.node, is_patch ? element.node : nullptr, element_schema_);
    if (!is_gone(merged)) list.items[kept++] = element.node;
  }
  list.size = kept;
  return &list;
}

Node* ListMerge::run_by_index(Node& list, std::vector<Element>& own, std::vector<Element>& patch,
                              bool one_key) {
  Index index(own);
  std::vector<bool> is_patched(own.size());
  std::vector<Node*> merged;
  for (Element& element : patch) {
    size_t at = index.find(element.values);
    Node* object = at == Index::kNone ? nullptr : own[at].node;
    Node* result = walker_.walk(object, element.node, element_schema_);
    if (object) is_patched[at] = true;
    if (is_gone(result)) {
      if (object) own[at].node = nullptr;
    } else if (!object) {
      merged.push_back(result);
    } else if (one_key) {
      // An element with `$patch: replace` stays as it was, but moves to the front as others do.
      merged.push_back(object);
      own[at].node = nullptr;
    }
  }
  for (size_t i = 0; i < own.size(); ++i) {
    Node* object = own[i].node;
    if (!object) continue;
    if (!is_patched[i] && is_gone(walker_.walk(object, nullptr, element_schema_))) continue;
    merged.push_back(object);
  }
  set_elements(walker_.arena_, list, merged);
  return &list;
}

Node* ListMerge::run_in_full(Node& list, Node* patch) {
  std::vector<Values> all;
  if (patch) add_values(*patch, all);
  if (patch != &list) add_values(list, all);
  if (all.empty()) return &list;
  if (all.size() > kMaxInFull) {
    fail("overlay-limit",
         "the list is too long to be merged: give each element its merge key, once", list.where());
  }
  if (keys_.size() > 1) unite_values(all);
  ValidKeys valid(all, keys_.size());
  Values keys = valid.pick(keys_);
  Node* result = make_sequence(walker_.arena_);
  for (const Values& given : all) {
    Values values = valid.pick(given);
    Node* merged = merge_one(list, patch, keys, values);
    if (merged) set_element(*result, keys, values, merged);
  }
  append_all(*result, list, keys);
  list.items = result->items;
  list.size = result->size;
  list.capacity = result->capacity;
  return &list;
}

void ListMerge::add_values(const Node& list, std::vector<Values>& all) const {
  std::set<Values> seen(all.begin(), all.end());
  for (const Node* item : list.elements()) {
    Values values;
    for (std::string_view key : keys_) {
      values.push_back(key.empty() ? value_text(item) : key_value(*item, key));
    }
    if (seen.insert(values).second) all.push_back(std::move(values));
  }
}

/// Merges the elements with these values. Null when nothing stays of them; then they are removed
/// from the object's list, too, as is, with empty values, any element that has the keys.
Node* ListMerge::merge_one(Node& list, Node* patch, const Values& keys, const Values& values) {
  Values used_keys, used_values;
  for (size_t k = 0; k < keys.size(); ++k) {
    if (values[k].empty()) continue;
    used_keys.push_back(keys[k]);
    used_values.push_back(values[k]);
  }
  if (used_keys.empty()) {
    used_keys = keys;
    used_values = values;
  }
  Node* merged = walker_.walk(find_element(&list, used_keys, used_values),
                              find_element(patch, used_keys, used_values), element_schema_);
  if (is_gone(merged)) {
    set_element(list, keys, values, nullptr);
    return nullptr;
  }
  for (size_t k = 0; k < keys.size(); ++k) {
    if (values[k].empty() || keys[k].empty() || find_field(*merged, keys[k])) continue;
    if (!merged->is_mapping()) fail_element(*merged, keys[k]);
    bool is_text = resolve_plain(values[k], YamlDialect::Sigs).type == ScalarType::String;
    set(walker_.arena_, *merged, keys[k],
        make_scalar(walker_.arena_, values[k],
                    is_text ? NodeStyle::Plain : NodeStyle::DoubleQuoted));
  }
  return merged;
}

/// Puts the object's elements into the list of merged ones: in place of the one with the same
/// values, or behind them. With several keys all go behind.
void ListMerge::append_all(Node& into, const Node& from, const Values& keys) {
  std::vector<Node*> elements(from.elements().begin(), from.elements().end());
  for (Node* element : elements) {
    if (keys[0].empty()) {
      set_element(into, {""}, {value_text(element)}, element);
      continue;
    }
    Values values;
    for (std::string_view key : keys) {
      if (is_null(element) || !matches_field(*element, key, "")) {
        append(walker_.arena_, into, element);
      } else {
        values.push_back(value_text(find_field(*element, key)));
      }
    }
    if (keys.size() > 1) set_element(into, keys, values, nullptr);
    set_element(into, keys, values, element);
  }
}

/// kyaml's ElementSetter: replaces, appends or, without an element, removes. Whatever it is called
/// for, nulls and empty mappings go; with fewer values than keys so does nearly everything.
void ListMerge::set_element(Node& list, const Values& keys, const Values& values, Node* element) {
  bool sets_mapping = !keys[0].empty() && !values.empty() && !values[0].empty();
  bool found_any = false;
  std::vector<Node*> elements;
  for (Node* item : list.elements()) {
    if (is_gone(item)) continue;
    if (!item->is_mapping() && sets_mapping) {
      elements.push_back(item);
      continue;
    }
    bool matches = false;
    for (size_t k = 0; k < keys.size(); ++k) {
      if (k < values.size()) matches = matches_field(*item, keys[k], values[k]);
      if (!matches) break;
    }
    if (!matches) {
      if (!values.empty()) elements.push_back(item);
      continue;
    }
    found_any = true;
    if (element) elements.push_back(element);
  }
  if (!is_null(element) && !found_any) elements.push_back(element);
  set_elements(walker_.arena_, list, elements);
}

}  // namespace drydock::overlays

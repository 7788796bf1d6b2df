#include "plan/changed_fields.h"

#include <algorithm>

#include "plan/list_items.h"
#include "plan/same_value.h"

namespace drydock::plan {
namespace {

bool says_something(const Node* node) { return node && !is_filled_in(*node); }

class Comparison {
 public:
  Comparison(FilledIn filled_in, bool by_key) : filled_in_(filled_in), by_key_(by_key) {}

  void compare(const Node* a, const Node* b, const Shape& shape, const std::string& path) {
    if (!a && !b) return;
    if (filled_in_ == FilledIn::IsPassedOver && !says_something(a) && !says_something(b)) return;
    Node nothing;
    if ((!a || !b) && shape.is_always_there() && !(a ? a : b)->is_scalar()) {
      nothing.kind = (a ? a : b)->kind;
      return compare(a ? a : &nothing, b ? b : &nothing, shape, path);
    }
    if (!by_key_ && (!a || !b) && path.ends_with(']') && (a ? a : b)->is_mapping()) {
      // By position an item that came or went is told field by field.
      nothing.kind = NodeKind::Mapping;
      return compare_mappings(a ? *a : nothing, b ? *b : nothing, shape, path);
    }
    if (!a || !b || a->kind != b->kind) return add(path);
    if (a->is_mapping()) return compare_mappings(*a, *b, shape, path);
    if (a->is_sequence()) return compare_lists(*a, *b, shape, path);
    if (!same_scalar(*a, *b, shape)) add(path);
  }

  bool found_duplicates() const { return found_duplicates_; }
  std::vector<std::string> take() {
    std::sort(paths_.begin(), paths_.end());
    return std::move(paths_);
  }

 private:
  void add(const std::string& path) { paths_.push_back(path); }

  void compare_mappings(const Node& a, const Node& b, const Shape& shape, const std::string& path) {
    for (std::string_view key : keys_of(a, b)) {
      compare(a.find(key), b.find(key), shape.field(key), path_below(path, key));
    }
  }

  void compare_lists(const Node& a, const Node& b, const Shape& shape, const std::string& path) {
    ListItems old_items(a, shape), new_items(b, shape);
    found_duplicates_ |= old_items.has_duplicates() || new_items.has_duplicates();
    if (by_key_ && old_items.has_keys() && new_items.has_keys()) {
      return compare_by_key(old_items, new_items, shape, path);
    }
    Shape element = shape.element();
    for (size_t i = 0; i < std::max(a.size, b.size); ++i) {
      std::string at = fmt::format("{}[{}]", path, i);
      compare(i < a.size ? a.items[i] : nullptr, i < b.size ? b.items[i] : nullptr, element, at);
    }
  }

  void compare_by_key(const ListItems& a, const ListItems& b, const Shape& shape,
                      const std::string& path) {
    Shape element = shape.element();
    std::vector<std::string_view> order, other_order;
    for (size_t i = 0; i < a.size(); ++i) {
      const Node* other = b.find(a.key(i));
      compare(a.item(i), other, element, fmt::format("{}[{}]", path, a.key(i)));
      if (other) order.push_back(a.key(i));
    }
    for (size_t i = 0; i < b.size(); ++i) {
      if (a.find(b.key(i))) {
        other_order.push_back(b.key(i));
      } else {
        compare(nullptr, b.item(i), element, fmt::format("{}[{}]", path, b.key(i)));
      }
    }
    if (order != other_order) add(path);
  }

  FilledIn filled_in_;
  bool by_key_;
  bool found_duplicates_ = false;
  std::vector<std::string> paths_;
};

}  // namespace

std::vector<std::string> changed_fields(const Node& old_root, const Node& new_root,
                                        const Shape& shape, FilledIn filled_in) {
  Comparison by_key(filled_in, true);
  by_key.compare(&old_root, &new_root, shape, "");
  if (!by_key.found_duplicates()) return by_key.take();
  // Keys that two items share tell nothing, anywhere in the object.
  Comparison by_position(filled_in, false);
  by_position.compare(&old_root, &new_root, shape, "");
  return by_position.take();
}

}  // namespace drydock::plan

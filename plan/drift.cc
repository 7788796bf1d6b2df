#include "plan/drift.h"

#include <algorithm>

#include "plan/list_items.h"
#include "plan/same_value.h"

namespace drydock::plan {
namespace {

class Search {
 public:
  void compare(const Node* live, const Node& wanted, const Shape& shape, const std::string& path) {
    if (is_filled_in(wanted)) return;
    bool empty = !wanted.is_scalar() && wanted.size == 0;
    if (!live && empty && shape.is_always_there()) return;
    if (!live || live->kind != wanted.kind) {
      paths.push_back(path);
    } else if (wanted.is_mapping()) {
      for (const NodeEntry& entry : wanted.pairs()) {
        std::string_view key = entry.key->text();
        compare(live->find(key), *entry.value, shape.field(key), path_below(path, key));
      }
    } else if (wanted.is_sequence()) {
      compare_lists(*live, wanted, shape, path);
    } else if (!same_scalar(*live, wanted, shape)) {
      paths.push_back(path);
    }
  }

  std::vector<std::string> paths;

 private:
  void compare_lists(const Node& live, const Node& wanted, const Shape& shape,
                     const std::string& path) {
    Shape element = shape.element();
    ListItems have(live, shape), want(wanted, shape);
    if (have.has_keys() && want.has_keys()) {
      for (size_t i = 0; i < want.size(); ++i) {
        compare(have.find(want.key(i)), *want.item(i), element,
                fmt::format("{}[{}]", path, want.key(i)));
      }
      return;
    }
    // A list without keys is put as a whole.
    for (size_t i = 0; i < wanted.elements().size(); ++i) {
      compare(i < live.size ? live.items[i] : nullptr, *wanted.elements()[i], element,
              fmt::format("{}[{}]", path, i));
    }
    for (size_t i = wanted.size; i < live.size; ++i) {
      paths.push_back(fmt::format("{}[{}]", path, i));
    }
  }
};

}  // namespace

std::vector<std::string> drifted_fields(const Node& live, const Node& wanted, const Shape& shape) {
  Search search;
  search.compare(&live, wanted, shape, "");
  std::sort(search.paths.begin(), search.paths.end());
  return std::move(search.paths);
}

}  // namespace drydock::plan

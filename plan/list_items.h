#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "plan/content.h"
#include "plan/shape.h"

namespace drydock::plan {

/// The items of a list that its API tells apart by keys. Refers to the list.
class ListItems {
 public:
  ListItems(const Node& list, const Shape& shape);

  /// The list has keys, all of its items have them, and no two have the same.
  bool has_keys() const { return has_keys_; }
  /// The list has keys, and two items have the same.
  bool has_duplicates() const { return has_duplicates_; }
  size_t size() const { return list_.size; }
  const Node* item(size_t i) const { return list_.items[i]; }
  /// "containerPort=8080,protocol=TCP"
  const std::string& key(size_t i) const { return keys_[i]; }
  /// The values of the keys only, for lists of names: "8080/TCP".
  std::string label(size_t i) const;
  const Node* find(const std::string& key) const;

 private:
  const Node& list_;
  std::vector<std::string_view> names_;
  std::vector<std::string> keys_;
  std::map<std::string_view, const Node*> by_key_;
  bool has_keys_ = false;
  bool has_duplicates_ = false;
};

}  // namespace drydock::plan

#include "plan/list_items.h"

namespace drydock::plan {

ListItems::ListItems(const Node& list, const Shape& shape)
    : list_(list), names_(shape.list_keys()) {
  if (names_.empty()) return;
  keys_.reserve(list.size);
  bool complete = true;
  for (const Node* item : list.elements()) {
    std::string key;
    bool any = false;
    for (std::string_view name : names_) {
      const Node* value = item->find(name);
      if (!value || !value->is_scalar()) continue;
      any = true;
      if (!key.empty()) key += ',';
      key.append(name).append("=").append(value->text());
    }
    complete = complete && any;
    keys_.push_back(std::move(key));
  }
  for (size_t i = 0; i < keys_.size(); ++i) {
    has_duplicates_ |= !by_key_.emplace(keys_[i], list.items[i]).second;
  }
  has_keys_ = complete && !has_duplicates_;
}

std::string ListItems::label(size_t i) const {
  std::string text;
  for (std::string_view name : names_) {
    const Node* value = item(i)->find(name);
    if (!value || !value->is_scalar()) continue;
    if (!text.empty()) text += '/';
    text += value->text();
  }
  return text;
}

const Node* ListItems::find(const std::string& key) const {
  auto found = by_key_.find(key);
  return found == by_key_.end() ? nullptr : found->second;
}

}  // namespace drydock::plan

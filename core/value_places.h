#pragma once

#include <map>
#include <tuple>

#include "core/source.h"

namespace drydock {

/// Of places in templates that print a value: where that value was set.
class ValuePlaces {
 public:
  /// A place that prints values from several places leads to none of them.
  void add(const SourcePos& printed, const SourcePos& set) {
    auto [known, is_new] = places_.try_emplace(key(printed), set);
    if (is_new) return;
    if (known->second.file != set.file || known->second.line != set.line) known->second = {};
  }
  /// No file if that is not known.
  SourcePos find(const SourcePos& printed) const {
    auto known = places_.find(key(printed));
    return known == places_.end() ? SourcePos() : known->second;
  }

  template <class Change>
  void change(Change change) {
    for (auto& [printed, set] : places_) change(set);
  }

  /// Calls `visit(printed, set)` for each place.
  template <class Visit>
  void each(Visit visit) const {
    for (const auto& [printed, set] : places_) {
      auto [file, line, column] = printed;
      visit(SourcePos{file, line, column}, set);
    }
  }

  bool empty() const { return places_.empty(); }
  size_t size() const { return places_.size(); }

 private:
  using Key = std::tuple<const SourceFile*, int, int>;

  static Key key(const SourcePos& where) { return {where.file, where.line, where.column}; }

  std::map<Key, SourcePos> places_;
};

}  // namespace drydock

#pragma once

#include <optional>
#include <vector>

#include "core/regex.h"
#include "overlays/configs.h"
#include "overlays/object_list.h"

namespace drydock::overlays {

/// One condition of a label or annotation selector: "app in (a, b)".
struct Requirement {
  enum class Operator : uint8_t { In, NotIn, Exists, DoesNotExist, GreaterThan, LessThan };
  std::string key;
  Operator op = Operator::Exists;
  std::vector<std::string> values;
};

/// Reads a selector as Kubernetes does: conditions between commas. Throws Error at `text`.
std::vector<Requirement> parse_label_selector(const Text& text);

/// A selector whose regular expressions are compiled. They match whole texts; empty ones match
/// anything.
class CompiledSelector {
 public:
  /// Throws Error at the part that is no regular expression or no label selector.
  explicit CompiledSelector(const Selector& selector);

  bool matches_gvk(const Gvk& gvk) const;
  bool matches_name(std::string_view name) const;
  bool matches_namespace(std::string_view namespace_name) const;
  bool matches_labels(const Object& object) const;
  bool matches_annotations(const Object& object) const;
  /// No part of the identity is given.
  bool selects_by_id() const { return group_ || version_ || kind_ || name_ || namespace_; }

 private:
  std::optional<Regex> group_;
  std::optional<Regex> version_;
  std::optional<Regex> kind_;
  std::optional<Regex> name_;
  std::optional<Regex> namespace_;
  std::vector<Requirement> labels_;
  std::vector<Requirement> annotations_;
};

/// The objects that a selector with this name may select, in the order of the list: found by name
/// where it is no regular expression, else all.
std::vector<Object*> candidates(const ObjectList& objects, const Text& name);

/// The objects that a selector selects, by their original or current name and namespace, in the
/// order of the list: kustomize's `Select`.
std::vector<Object*> select(const ObjectList& objects, const Selector& selector);

}  // namespace drydock::overlays

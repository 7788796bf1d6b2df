#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/json_schema.h"
#include "schemas/program.h"

namespace drydock::schemas {

/// Which children of a value some keyword has looked at, for `unevaluatedItems` and
/// `unevaluatedProperties`. Members count by their position.
class ChildSet {
 public:
  void add(size_t i);
  void add_all() { all_ = true; }
  void add_all(const ChildSet& other);
  bool contains(size_t i) const;

 private:
  bool all_ = false;
  uint64_t first_ = 0;            // children 0 to 63
  std::vector<uint64_t> others_;  // from 64 on
};

/// The way from the root to a value; on the stack.
struct InstancePath {
  const InstancePath* parent = nullptr;
  std::string_view name;  // of a member
  size_t index = 0;       // of an item
  bool is_item = false;
};

/// The resources that were entered on the way to a schema, innermost first; on the stack.
struct DynamicScope {
  const SchemaResource* resource = nullptr;
  const DynamicScope* outer = nullptr;
};

/// A value on which schemas are applied, and how they got there.
struct Place {
  const JsonValue* value = nullptr;
  const InstancePath* path = nullptr;
  const DynamicScope* scope = nullptr;
  ChildSet* evaluated = nullptr;     // null when nobody asks
  const SchemaNode* node = nullptr;  // whose instruction runs
};

/// One run of a compiled schema over one value.
class Evaluation {
 public:
  /// Collects errors when there is a list for them; otherwise stops at the first.
  Evaluation(std::vector<SchemaError>* errors, size_t max_steps, bool nested = false)
      : errors_(errors), max_steps_(max_steps), nested_(nested) {}

  bool apply(const SchemaNode& node, const Place& place);
  /// The same for a child of the place's value.
  bool apply_to_member(const SchemaNode& node, const Place& place, size_t i);
  bool apply_to_item(const SchemaNode& node, const Place& place, size_t i);
  /// Whether it fits, without collecting errors.
  bool fits(const SchemaNode& node, const Place& place);
  /// Why it does not fit.
  std::vector<SchemaError> why_not(const SchemaNode& node, const Place& place);

  bool collects() const { return errors_ != nullptr; }
  /// Whether errors are collected as a tree: see JsonSchema::check_nested.
  bool nests() const { return nested_ && errors_; }
  /// Returns false, after adding an error when errors are collected. `describe` gives the message.
  template <class Describe>
  bool refuse(const Instruction& instruction, const Place& place, Describe describe) {
    if (errors_) errors_->push_back(make_error(instruction, place, describe()));
    return false;
  }
  /// The same where two positions say more: see SchemaError.
  template <class Describe>
  bool refuse_pair(const Instruction& instruction, const Place& place, size_t first, size_t second,
                   Describe describe) {
    refuse(instruction, place, describe);
    if (errors_) {
      errors_->back().first = first;
      errors_->back().second = second;
    }
    return false;
  }
  /// The same for a member that should not be there.
  bool refuse_member(const Instruction& instruction, const Place& place, size_t i,
                     std::string message);
  void add(SchemaError error) { errors_->push_back(std::move(error)); }
  SchemaError make_error(const Instruction& instruction, const Place& place,
                         std::string message) const;

 private:
  bool apply_instructions(const SchemaNode& node, const Place& place);
  bool apply_nested(const SchemaNode& node, const Place& place);
  bool refuse_all(const SchemaNode& node, const Place& place);
  void count_step();

  std::vector<SchemaError>* errors_;
  size_t max_steps_;
  bool nested_;
  size_t steps_ = 0;
  int depth_ = 0;
};

}  // namespace drydock::schemas

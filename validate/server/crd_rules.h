#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>

#include "core/arena.h"
#include "schemas/json_value.h"
#include "validate/server/field.h"

namespace drydock::validate::server {

/// What is wrong with an entry of x-kubernetes-validations, its expressions aside.
void check_rule_fields(const Field& schema, const Field& rule);

/// Checks the expressions in the schema of a custom resource: whether they compile, and what they
/// may cost, one by one and together.
class CrdRules {
 public:
  explicit CrdRules(const Field& root) : root_(root) {}

  struct Place {
    bool is_root = false;               // of a whole object, or an embedded one
    std::optional<uint64_t> instances;  // how many values it judges at most; nothing: no limit
    Field uncorrelated = {};            // the list around it that forbids oldSelf
  };
  /// The rules of one schema, which is right in itself.
  void check(const Field& schema, const Place& place);
  void check_total();
  /// How many problems of expressions were reported so far.
  size_t reported() const { return reported_; }

 private:
  const schemas::JsonValue* json_of(const Node* node);
  void index(const schemas::JsonValue& value);
  void check_rule(const Field& rule, const struct RuleTypes& types, const Place& place);
  void add_cost(const Field& expression, uint64_t cost, std::string_view what);

  Field root_;
  Arena arena_;
  schemas::JsonValue json_;
  std::unordered_map<const Node*, const schemas::JsonValue*> by_node_;
  uint64_t total_ = 0;
  uint64_t highest_ = 0;
  size_t reported_ = 0;
  Field dearest_;
};

}  // namespace drydock::validate::server

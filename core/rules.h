#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/diagnostic.h"

namespace drydock {

enum class Stage { Render, Schema, Policy, Conflict, Plan };

/// "render", "schema", "policy", "conflict" or "plan".
std::string_view stage_name(Stage stage);

/// One row of the registry: everything a report says about a rule apart from its messages.
struct Rule {
  std::string_view id;  // bare kebab-case
  Stage stage;
  Severity severity;       // default; drydock.yaml may override it
  std::string_view title;  // what is wrong, one sentence
  std::string_view help;   // what to do, one or two sentences
};

/// The page that explains a rule of the registry: an address that works for people and programs.
std::string rule_url(const Rule& rule);

/// All rules, sorted by id.
std::span<const Rule> all_rules();
/// Null for an unknown id.
const Rule* find_rule(std::string_view id);

}  // namespace drydock

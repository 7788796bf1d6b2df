#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/rules.h"

namespace drydock {

/// What a rule's page says beyond its row: what the fault does in a cluster, and what it looks
/// like.
struct RulePage {
  std::string_view id;
  std::string_view meaning;  // sentences
  std::string_view example;  // lines of a file or of output, each with a line break at its end
};

/// The pages of each group of stages, sorted by id. Every rule has one.
std::span<const RulePage> conflict_rule_pages();
std::span<const RulePage> check_rule_pages();  // schema, policy, plan
std::span<const RulePage> render_rule_pages();

/// Null for a rule that is not registered.
const RulePage* find_rule_page(std::string_view id);

/// How a finding of this rule is accepted: text with lines to copy, or why it cannot be.
std::string how_to_waive(const Rule& rule);

/// The page as Markdown: docs/rules/ID.md.
std::string rule_page_markdown(const Rule& rule);
/// docs/rules/README.md: all rules in a table.
std::string rule_index_markdown();
/// The page for a terminal.
std::string rule_page_text(const Rule& rule);

}  // namespace drydock

#pragma once

#include <deque>
#include <optional>

#include "core/regex.h"
#include "validate/cel/parser.h"

namespace drydock::validate::cel {

/// What is wrong with the literals of a checked expression: durations, timestamps, patterns and
/// formats that no evaluation could take. Patterns that are right are compiled into `regexes`.
std::optional<Issue> check_literals(Expr& root, std::deque<Regex>& regexes);

}  // namespace drydock::validate::cel

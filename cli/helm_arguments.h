#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/command.h"
#include "cli/go_flags.h"
#include "render/chart.h"

namespace drydock::cli {

/// A verb's second word and what is left without it. Throws Error, rule `usage`, if there is none.
std::pair<std::string, std::vector<std::string>> take_sub_verb(std::span<const std::string> args,
                                                               std::string_view verb);

/// Reads the flags; what pflag warns about goes to stderr.
std::vector<std::string> parse_flags(GoFlags& flags, std::span<const std::string> args,
                                     Session& session);

/// Throw Error, rule `usage`, in cobra's words: "helm show chart" requires 1 argument.
void require_one_argument(const std::vector<std::string>& arguments, std::string_view command);
void require_at_most_one(const std::vector<std::string>& arguments, std::string_view command);

/// What Helm logs while it loads a chart and its sub-charts.
void print_chart_warnings(const render::Chart& chart, Session& session);

}  // namespace drydock::cli

#include "cli/helm_arguments.h"

#include <ostream>

#include "cli/helm_flags.h"
#include "core/error.h"

namespace drydock::cli {

std::pair<std::string, std::vector<std::string>> take_sub_verb(std::span<const std::string> args,
                                                               std::string_view verb) {
  size_t at = find_verb(args);
  if (at == args.size()) fail("usage", fmt::format("\"helm {}\" needs a verb of its own", verb));
  std::vector<std::string> rest(args.begin(), args.end());
  rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(at));
  return {args[at], std::move(rest)};
}

std::vector<std::string> parse_flags(GoFlags& flags, std::span<const std::string> args,
                                     Session& session) {
  std::vector<std::string> arguments = flags.parse(args);
  for (const std::string& warning : flags.warnings()) session.err << warning << "\n";
  return arguments;
}

void require_one_argument(const std::vector<std::string>& arguments, std::string_view command) {
  if (arguments.size() == 1) return;
  fail("usage",
       fmt::format("\"helm {0}\" requires 1 argument\n\nUsage:  helm {0} CHART [flags]", command));
}

void require_at_most_one(const std::vector<std::string>& arguments, std::string_view command) {
  if (arguments.size() <= 1) return;
  fail("usage",
       fmt::format("\"helm {0}\" accepts at most 1 argument\n\nUsage:  helm {0} CHART [flags]",
                   command));
}

void print_chart_warnings(const render::Chart& chart, Session& session) {
  for (const std::string& line : chart.warnings) session.err << line << "\n";
  for (const render::Chart* sub : chart.dependencies) print_chart_warnings(*sub, session);
}

}  // namespace drydock::cli

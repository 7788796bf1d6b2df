#include "cli/helm_arguments.h"

#include "core/error.h"

namespace drydock::cli {
namespace {

/// Flags in front of a verb that take a value in the next word.
bool takes_value(std::string_view word) {
  if (word == "-n") return true;
  if (!word.starts_with("--") || word.find('=') != std::string_view::npos) return false;
  for (std::string_view without :
       {"--debug", "--kube-insecure-skip-tls-verify", "--help", "--allow-network"}) {
    if (word == without) return false;
  }
  return true;
}

[[noreturn]] void refuse(std::string_view command, std::string_view wants) {
  fail("usage", fmt::format("\"helm {0}\" {1}\n\nUsage:  helm {0} CHART [flags]", command, wants));
}

}  // namespace

size_t find_helm_word(std::span<const std::string> args) {
  for (size_t i = 0; i < args.size(); ++i) {
    if (!args[i].starts_with('-')) return i;
    if (takes_value(args[i])) ++i;
  }
  return args.size();
}

std::pair<std::string, std::vector<std::string>> take_sub_verb(std::span<const std::string> args,
                                                               std::string_view verb) {
  size_t at = find_helm_word(args);
  if (at == args.size()) fail("usage", fmt::format("\"helm {}\" needs a verb of its own", verb));
  std::vector<std::string> rest(args.begin(), args.end());
  rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(at));
  return {args[at], std::move(rest)};
}

void require_one_argument(const std::vector<std::string>& positional, std::string_view command) {
  if (positional.size() != 1) refuse(command, "requires 1 argument");
}

void require_at_most_one(const std::vector<std::string>& positional, std::string_view command) {
  if (positional.size() > 1) refuse(command, "accepts at most 1 argument");
}

void require_some(const std::vector<std::string>& positional, std::string_view command) {
  if (positional.empty()) refuse(command, "requires at least 1 argument");
}

}  // namespace drydock::cli

#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace drydock::cli {

/// Where the first word stands that is neither a flag nor the value of one of helm's global flags;
/// the number of words when there is none.
size_t find_helm_word(std::span<const std::string> args);

/// The second word of a verb ("chart" of `helm show chart`) and the arguments without it. Throws
/// Error, rule `usage`, if there is none.
std::pair<std::string, std::vector<std::string>> take_sub_verb(std::span<const std::string> args,
                                                               std::string_view verb);

/// Throw Error, rule `usage`, in cobra's words: "helm show chart" requires 1 argument.
void require_one_argument(const std::vector<std::string>& positional, std::string_view command);
void require_at_most_one(const std::vector<std::string>& positional, std::string_view command);
void require_some(const std::vector<std::string>& positional, std::string_view command);

}  // namespace drydock::cli

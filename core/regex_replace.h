#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/regex.h"

namespace drydock {

// Looking for all matches can take quadratic time, so these count their steps.

/// regexp.FindAllStringIndex: at most `limit` matches, all of them if that is below 0. An empty
/// match right behind another match does not count.
std::vector<RegexSpan> find_all_matches(const Regex& regex, std::string_view text, int64_t limit,
                                        const SpendSteps& spend = {});

/// regexp.ReplaceAllString: in the replacement, $1, ${1}, $name and ${name} stand for groups, and
/// $$ for $.
std::string replace_all_matches(const Regex& regex, std::string_view text,
                                std::string_view replacement, const SpendSteps& spend = {});
/// regexp.ReplaceAllLiteralString.
std::string replace_all_literally(const Regex& regex, std::string_view text,
                                  std::string_view replacement, const SpendSteps& spend = {});

/// regexp.Split: what is between matches, at most `limit` parts of which the last is the rest; all
/// if `limit` is below 0. Views of `text`.
std::vector<std::string_view> split_at_matches(const Regex& regex, std::string_view text,
                                               int64_t limit, bool empty_pattern,
                                               const SpendSteps& spend = {});

}  // namespace drydock

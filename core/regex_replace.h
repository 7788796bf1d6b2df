#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/regex.h"

namespace drydock {

/// regexp.FindAllStringIndex: at most `limit` matches, all of them if that is below 0. An empty
/// match right behind another match does not count.
std::vector<RegexSpan> find_all_matches(const Regex& regex, std::string_view text, int64_t limit,
                                        const RegexLimits& limits = {});

/// regexp.ReplaceAllString: in the replacement, $1, ${1}, $name and ${name} stand for groups, and
/// $$ for $.
std::string replace_all_matches(const Regex& regex, std::string_view text,
                                std::string_view replacement, const RegexLimits& limits = {});
/// regexp.ReplaceAllLiteralString.
std::string replace_all_literally(const Regex& regex, std::string_view text,
                                  std::string_view replacement, const RegexLimits& limits = {});

/// regexp.Split: what is between `matches`, which are those of `text` with the same `limit`, in at
/// most `limit` parts; all if it is below 0. An empty text is no part only for an empty expression.
std::vector<std::string_view> split_at_matches(std::string_view text, int64_t limit,
                                               std::span<const RegexSpan> matches,
                                               bool empty_pattern);

}  // namespace drydock

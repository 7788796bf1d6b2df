#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace drydock {

/// A regular expression of Go, in words that RE2 understands in the same way. Names of groups and
/// of Unicode classes are resolved here, because RE2 has other rules and tables for them.
struct RegexSyntax {
  std::string re2;
  std::vector<std::string> names;  // of the groups; "" for one without, and for the whole match
  int64_t instructions = 0;        // about how long RE2's program is
};

/// Throws Error, rule "regex", with Go's text: "error parsing regexp: missing closing ): `(a`".
RegexSyntax translate_regex(std::string_view pattern);

}  // namespace drydock

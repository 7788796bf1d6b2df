#include "projects/argocd/go_glob.h"

#include <fmt/format.h>

#include <optional>
#include <string>

#include "core/error.h"

namespace drydock::projects::argocd {
namespace {

/// The class at `at`, behind its bracket, as an expression; `at` goes behind it.
std::optional<std::string> class_expression(std::string_view pattern, size_t& at) {
  size_t end = pattern.find(']', at);
  if (end == std::string_view::npos || end == at) return std::nullopt;
  std::string_view inside = pattern.substr(at, end - at);
  at = end + 1;
  bool negated = inside.starts_with('!');
  if (negated) inside.remove_prefix(1);
  if (inside.empty()) return std::nullopt;
  std::string expression = negated ? "[^" : "[";
  for (size_t i = 0; i < inside.size(); ++i) {
    bool is_range = inside[i] == '-' && i > 0 && i + 1 < inside.size();
    if (!is_range && std::string_view("\\^-[]").find(inside[i]) != std::string_view::npos) {
      expression += '\\';
    }
    expression += inside[i];
  }
  return expression + "]";
}

/// Nothing for a malformed pattern.
std::optional<std::string> expression_of(std::string_view pattern, char separator) {
  std::string one = separator ? fmt::format("[^{}]", separator) : ".";
  std::string expression = "(?s)^";
  int depth = 0;
  for (size_t i = 0; i < pattern.size();) {
    char c = pattern[i++];
    if (c == '\\') {
      if (i == pattern.size()) return std::nullopt;
      expression += quote_regex(pattern.substr(i++, 1));
    } else if (c == '*') {
      bool all = i < pattern.size() && pattern[i] == '*';
      if (all) ++i;
      expression += all ? ".*" : one + "*";
    } else if (c == '?') {
      expression += one;
    } else if (c == '[') {
      std::optional<std::string> inside = class_expression(pattern, i);
      if (!inside) return std::nullopt;
      expression += *inside;
    } else if (c == '{') {
      ++depth;
      expression += "(?:";
    } else if (c == '}' && depth > 0) {
      --depth;
      expression += ")";
    } else if (c == ',' && depth > 0) {
      expression += "|";
    } else {
      // Bytes of one character stay together.
      size_t end = i;
      while (end < pattern.size() && (static_cast<uint8_t>(pattern[end]) & 0xC0) == 0x80) ++end;
      expression += quote_regex(pattern.substr(i - 1, end - i + 1));
      i = end;
    }
  }
  if (depth > 0) return std::nullopt;
  return expression + "$";
}

}  // namespace

GoGlob::GoGlob(std::string_view pattern, char separator) {
  std::optional<std::string> expression = expression_of(pattern, separator);
  if (!expression) return;
  try {
    regex_ = std::make_unique<const Regex>(*expression);
  } catch (const Error&) {
    // Too large, or a range that is none.
  }
}

}  // namespace drydock::projects::argocd

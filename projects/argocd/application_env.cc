#include "projects/argocd/application_env.h"

namespace drydock::projects::argocd {
namespace {

bool is_special(char c) {
  return std::string_view("*#$@!?-0123456789").find(c) != std::string_view::npos;
}

bool is_word(char c) {
  return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

struct Name {
  std::string_view text;
  size_t size;  // bytes it takes behind the "$"
};

/// What stands behind a "$"; no text and a size for what Go swallows.
Name name_at(std::string_view rest) {
  if (rest[0] == '{') {
    if (rest.size() > 2 && is_special(rest[1]) && rest[2] == '}') return {rest.substr(1, 1), 3};
    size_t close = rest.find('}');
    if (close == std::string_view::npos) return {"", 1};
    return {rest.substr(1, close - 1), close + 1};
  }
  if (is_special(rest[0])) return {rest.substr(0, 1), 1};
  size_t size = 0;
  while (size < rest.size() && is_word(rest[size])) ++size;
  return {rest.substr(0, size), size};
}

}  // namespace

std::string expand_env(std::string_view text, const ApplicationEnv& env) {
  std::string result;
  size_t i = 0;
  while (i < text.size()) {
    if (text[i] != '$' || i + 1 == text.size()) {
      result += text[i++];
      continue;
    }
    Name name = name_at(text.substr(i + 1));
    if (name.text == "$" || (name.text.empty() && name.size == 0)) result += '$';
    for (const auto& [known, value] : env) {
      if (known == name.text) result += value;
    }
    i += 1 + name.size;
  }
  return result;
}

}  // namespace drydock::projects::argocd

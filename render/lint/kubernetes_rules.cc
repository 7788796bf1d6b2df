#include <algorithm>
#include <cstdint>
#include <iterator>

#include "core/ascii.h"
#include "render/go_text.h"
#include "render/lint/rules.h"

namespace drydock::render {
namespace {

bool is_small_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

/// Small letters, digits and '-', the first and the last one no '-'.
bool is_label(std::string_view text) {
  return !text.empty() && is_small_or_digit(text.front()) && is_small_or_digit(text.back()) &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return is_small_or_digit(c) || c == '-'; });
}

/// Labels with dots between them.
bool is_subdomain(std::string_view text) {
  for (;;) {
    size_t dot = text.find('.');
    if (!is_label(text.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

constexpr size_t kMaxLabel = 63;
constexpr size_t kMaxSubdomain = 253;

std::string too_long(size_t max) { return fmt::format("must be no more than {} characters", max); }

std::vector<std::string> subdomain_problems(std::string_view name) {
  std::vector<std::string> problems;
  if (name.size() > kMaxSubdomain) problems.push_back(too_long(kMaxSubdomain));
  if (!is_subdomain(name)) {
    problems.emplace_back(
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' "
        "or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex "
        "used for validation is "
        "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')");
  }
  return problems;
}

std::vector<std::string> label_problems(std::string_view name) {
  std::vector<std::string> problems;
  if (name.size() > kMaxLabel) problems.push_back(too_long(kMaxLabel));
  if (!is_label(name)) {
    problems.emplace_back(
        is_subdomain(name)
            ? "must not contain dots"
            : "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or "
              "'-', and must start and end with an alphanumeric character (e.g. 'my-name',  or "
              "'123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')");
  }
  return problems;
}

/// Of a service: begins with a letter.
std::vector<std::string> old_label_problems(std::string_view name) {
  std::vector<std::string> problems;
  if (name.size() > kMaxLabel) problems.push_back(too_long(kMaxLabel));
  bool letter = !name.empty() && name.front() >= 'a' && name.front() <= 'z';
  if (!letter || !is_label(name)) {
    problems.emplace_back(
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with "
        "an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or "
        "'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')");
  }
  return problems;
}

std::vector<std::string> path_segment_problems(std::string_view name) {
  if (name == "." || name == "..") return {fmt::format("may not be '{}'", name)};
  std::vector<std::string> problems;
  for (char c : {'/', '%'}) {
    if (name.find(c) != std::string_view::npos) {
      problems.push_back(fmt::format("may not contain '{}'", c));
    }
  }
  return problems;
}

struct DeprecatedKind {
  std::string_view api_version;
  std::string_view kind;
  uint8_t deprecated;
  uint8_t removed;
  std::string_view replacement;
};

constexpr DeprecatedKind kDeprecatedKinds[] = {
#include "render/lint/deprecated_kinds.inc"
};

}  // namespace

std::vector<std::string> object_name_problems(std::string_view kind, std::string_view name) {
  std::string lower = ascii_lower(kind);
  if (lower == "service") return old_label_problems(name);
  if (lower == "namespace") return label_problems(name);
  if (lower == "certificatesigningrequest") return {};
  for (std::string_view role : {"role", "clusterrole", "rolebinding", "clusterrolebinding"}) {
    if (lower == role) return path_segment_problems(name);
  }
  return subdomain_problems(name);
}

std::string deprecation(std::string_view api_version, std::string_view kind, int minor) {
  const DeprecatedKind* found = std::find_if(
      std::begin(kDeprecatedKinds), std::end(kDeprecatedKinds), [&](const DeprecatedKind& one) {
        return one.api_version == api_version && one.kind == kind;
      });
  if (found == std::end(kDeprecatedKinds) || found->deprecated > minor) return "";
  std::string text =
      fmt::format("{} {} is deprecated in v1.{}+", api_version, kind, found->deprecated);
  if (found->removed) text += fmt::format(", unavailable in v1.{}+", found->removed);
  if (!found->replacement.empty()) text += fmt::format("; use {}", found->replacement);
  return text;
}

}  // namespace drydock::render

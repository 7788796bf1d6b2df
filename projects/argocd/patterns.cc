#include "projects/argocd/patterns.h"

#include <optional>

#include "core/error.h"
#include "core/tree.h"

namespace drydock::projects::argocd {
namespace {

constexpr size_t kMaxExpansions = 256;

/// Where the brace that opens at `open` closes; npos when it does not.
size_t closing_brace(std::string_view pattern, size_t open) {
  int depth = 0;
  for (size_t i = open; i < pattern.size(); ++i) {
    if (pattern[i] == '\\') {
      ++i;
    } else if (pattern[i] == '{') {
      ++depth;
    } else if (pattern[i] == '}' && --depth == 0) {
      return i;
    }
  }
  return std::string_view::npos;
}

std::vector<std::string_view> split_alternatives(std::string_view inside) {
  std::vector<std::string_view> parts;
  int depth = 0;
  size_t start = 0;
  for (size_t i = 0; i < inside.size(); ++i) {
    if (inside[i] == '\\') {
      ++i;
    } else if (inside[i] == '{') {
      ++depth;
    } else if (inside[i] == '}') {
      --depth;
    } else if (inside[i] == ',' && depth == 0) {
      parts.push_back(inside.substr(start, i - start));
      start = i + 1;
    }
  }
  parts.push_back(inside.substr(start));
  return parts;
}

size_t opening_brace(std::string_view pattern) {
  for (size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '\\') {
      ++i;
    } else if (pattern[i] == '{') {
      return i;
    }
  }
  return std::string_view::npos;
}

}  // namespace

std::vector<std::string> expand_braces(std::string_view pattern) {
  std::vector<std::string> open = {std::string(pattern)};
  std::vector<std::string> done;
  while (!open.empty()) {
    std::string next = std::move(open.back());
    open.pop_back();
    size_t start = opening_brace(next);
    size_t end = start == std::string::npos ? start : closing_brace(next, start);
    if (end == std::string::npos) {
      done.push_back(std::move(next));
      continue;
    }
    std::string_view whole = next;
    std::vector<std::string_view> parts =
        split_alternatives(whole.substr(start + 1, end - start - 1));
    if (open.size() + done.size() + parts.size() > kMaxExpansions) return {std::string(pattern)};
    for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
      open.push_back(next.substr(0, start) + std::string(*part) + next.substr(end + 1));
    }
  }
  return done;
}

Glob make_glob(std::string_view pattern, GlobKind kind) {
  std::string text;
  for (size_t i = 0; i < pattern.size(); ++i) {
    text += pattern[i];
    if (pattern[i] == '\\' && i + 1 < pattern.size()) text += pattern[++i];
    if (pattern[i] == '[' && i + 1 < pattern.size() && pattern[i + 1] == '^') {
      text += '!';
      ++i;
    }
  }
  return Glob(text, kind);
}

GitPathspec::GitPathspec(std::string_view pattern) : glob_("") {
  folder_only_ = pattern.ends_with('/');
  std::optional<std::string> clean = join_path("", pattern);
  if (!clean || pattern.empty()) {
    fail("argocd-generator", pattern.empty()
                                 ? std::string("a path of a git generator is empty")
                                 : "the path " + std::string(pattern) + " leaves the repository");
  }
  plain_ = std::move(*clean);
  has_wildcards_ = plain_.find_first_of("*?[\\") != std::string::npos;
  impossible_ = has_wildcards_ && !glob_problem(plain_).empty();
  std::string whole = folder_only_ && has_wildcards_ ? plain_ + "/" : plain_;
  glob_ = make_glob(whole, GlobKind::Name);
}

bool GitPathspec::matches(std::string_view path) const {
  if (plain_.empty()) return true;
  if (path == plain_) return !folder_only_;
  if (is_below(path, plain_)) return true;
  return has_wildcards_ && !impossible_ && glob_.matches(path);
}

}  // namespace drydock::projects::argocd

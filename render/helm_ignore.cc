#include "render/helm_ignore.h"

#include "core/error.h"
#include "core/path_match.h"
#include "core/tree.h"
#include "render/go_text.h"

namespace drydock::render {

HelmIgnore::HelmIgnore() { add("templates/.?*"); }

HelmIgnore::HelmIgnore(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  while (!text.empty()) {
    size_t end = std::min(text.find('\n'), text.size());
    add(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  add("templates/.?*");
}

void HelmIgnore::add(std::string_view line) {
  line = trim_space(line);
  if (line.empty() || line.starts_with('#')) return;
  if (line.find("**") != std::string_view::npos) {
    fail("chart-invalid", "double-star (**) syntax is not supported");
  }
  if (!path_match(line, "abc")) fail("chart-invalid", "syntax error in pattern");
  Rule rule;
  if (line.starts_with('!')) {
    rule.negated = true;
    line.remove_prefix(1);
  }
  if (line.ends_with('/')) {
    rule.folders_only = true;
    line.remove_suffix(1);
  }
  rule.whole_path = line.find('/') != std::string_view::npos;
  if (line.starts_with('/')) line.remove_prefix(1);
  rule.pattern = line;
  constexpr std::string_view kSpecial = "*?[\\";
  if (line.find_first_of(kSpecial) == std::string_view::npos) {
    rule.form = Rule::Form::Literal;
  } else if (line[0] == '*' && !rule.whole_path &&
             line.find_first_of(kSpecial, 1) == std::string_view::npos) {
    rule.form = Rule::Form::Suffix;
  }
  rules_.push_back(std::move(rule));
}

bool HelmIgnore::fits(const Rule& rule, std::string_view path) {
  switch (rule.form) {
    case Rule::Form::Literal:
      return path == rule.pattern;
    case Rule::Form::Suffix:
      return path.ends_with(std::string_view(rule.pattern).substr(1));
    default:
      return path_match(rule.pattern, path).value_or(false);
  }
}

bool HelmIgnore::ignores(std::string_view path, bool is_folder) const {
  std::string_view name = file_name(path);
  for (const Rule& rule : rules_) {
    bool rule_fits = fits(rule, rule.whole_path ? path : name);
    if (rule.negated) {
      if ((rule.folders_only && !is_folder) || !rule_fits) return true;
    } else if (rule_fits && (is_folder || !rule.folders_only)) {
      return true;
    }
  }
  return false;
}

}  // namespace drydock::render

#include "cli/lsp/yaml_context.h"

#include "core/source.h"

namespace drydock::cli::lsp {
namespace {

/// A line taken apart: "  - name: web" has a dash in column 2 and the key `name` in column 4.
struct Line {
  std::vector<size_t> dashes;
  size_t column = 0;  // of what stands behind blanks and dashes
  std::string key;    // empty: there is none
  std::string_view value;
  bool is_blank = false;
  bool begins_document = false;
};

std::string_view unquoted(std::string_view text) {
  bool quoted = text.size() > 1 && (text[0] == '"' || text[0] == '\'') && text.back() == text[0];
  return quoted ? text.substr(1, text.size() - 2) : text;
}

std::string_view trimmed(std::string_view text) {
  size_t begin = text.find_first_not_of(" \t\r");
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

Line take_apart(std::string_view text) {
  Line line;
  line.begins_document = text.starts_with("---") || text.starts_with("...");
  size_t at = 0;
  for (;;) {
    while (at < text.size() && text[at] == ' ') ++at;
    bool is_dash =
        at < text.size() && text[at] == '-' && (at + 1 == text.size() || text[at + 1] == ' ');
    if (!is_dash) break;
    line.dashes.push_back(at++);
  }
  line.column = at;
  std::string_view rest = text.substr(std::min(at, text.size()));
  line.is_blank = line.dashes.empty() && (trimmed(rest).empty() || rest[0] == '#');
  size_t colon = rest.find(':');
  while (colon != rest.npos && colon + 1 < rest.size() && rest[colon + 1] != ' ' &&
         rest[colon + 1] != '\r') {
    colon = rest.find(':', colon + 1);
  }
  if (colon == rest.npos || rest.starts_with('#')) return line;
  line.key = unquoted(trimmed(rest.substr(0, colon)));
  line.value = trimmed(rest.substr(colon + 1));
  return line;
}

}  // namespace

YamlContext yaml_context(std::string_view text, int number, size_t byte) {
  LineIndex index(text);
  YamlContext context;
  std::string_view own = index.line(number + 1);
  std::string_view before = own.substr(0, std::min(byte, own.size()));
  Line here = take_apart(before);
  if (!here.key.empty()) {
    context.key = here.key;
    context.word = here.value;
  } else {
    context.word = trimmed(before.substr(std::min(here.column, before.size())));
  }
  size_t limit = here.column;
  bool of_item = false;
  std::vector<std::string> inner_first;
  auto pass_dashes = [&](const Line& line) {
    for (size_t i = line.dashes.size(); i-- > 0;) {
      if (line.dashes[i] >= limit) continue;
      inner_first.emplace_back();
      limit = line.dashes[i];
      of_item = true;
    }
  };
  bool same_mapping = true;
  pass_dashes(here);
  same_mapping = here.dashes.empty();
  int first = number;
  for (int at = number; at >= 1; --at) {
    Line line = take_apart(index.line(at));
    if (line.begins_document) break;
    first = at - 1;
    if (line.is_blank) continue;
    bool is_parent =
        !line.key.empty() &&
        (line.column < limit || (of_item && line.column == limit && line.dashes.empty()));
    if (is_parent) {
      inner_first.push_back(line.key);
      limit = line.column;
      of_item = same_mapping = false;
      pass_dashes(line);
    } else if (line.column == limit && !of_item && !line.key.empty()) {
      if (same_mapping) context.present.push_back(line.key);
      if (!line.dashes.empty()) {
        same_mapping = false;
        pass_dashes(line);
      }
    }
  }
  // Keys of the same mapping that follow, and what the document is.
  for (int at = number + 2; same_mapping && at <= index.line_count(); ++at) {
    Line line = take_apart(index.line(at));
    if (line.begins_document || (!line.is_blank && line.column < here.column)) break;
    if (line.column == here.column && line.dashes.empty() && !line.key.empty()) {
      context.present.push_back(line.key);
    }
  }
  for (int at = first + 1; at <= index.line_count(); ++at) {
    Line line = take_apart(index.line(at));
    if (line.begins_document && at > number + 1) break;
    if (line.column != 0 || !line.dashes.empty()) continue;
    if (line.key == "apiVersion") context.api_version = unquoted(line.value);
    if (line.key == "kind") context.kind = unquoted(line.value);
  }
  context.parents.assign(inner_first.rbegin(), inner_first.rend());
  return context;
}

}  // namespace drydock::cli::lsp

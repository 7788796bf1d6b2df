#include "report/safe_text.h"

#include <algorithm>

#include "core/excerpt.h"
#include "report/xml_text.h"

namespace drydock::report {
namespace {

// Shows as nothing and ends every word that a service would make a link of.
constexpr std::string_view kBreak = "&#8203;";

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || static_cast<unsigned char>(c) >= 0x80;
}

/// Whether a service may take what begins here for a mention: "@team", "~label", "%milestone",
/// "#12",
/// "!3", "&4", "$5".
bool may_refer(std::string_view text, size_t i) {
  if (i + 1 >= text.size()) return false;
  char next = text[i + 1];
  bool is_digit = next >= '0' && next <= '9';
  switch (text[i]) {
    case '@':
    case '~':
    case '%':
      return is_word(next) || next == '"';
    case '#':
    case '!':
    case '&':
    case '$':
      return is_digit;
    default:
      return false;
  }
}

/// Whether an address or "GH-12" begins here.
bool may_link(std::string_view text, size_t i) {
  std::string_view rest = text.substr(i);
  auto starts = [&](std::string_view word) {
    return rest.size() > word.size() &&
           std::equal(word.begin(), word.end(), rest.begin(), [](char a, char b) {
             return a == std::tolower(static_cast<unsigned char>(b));
           });
  };
  return starts("://") || starts("www.") || starts("gh-");
}

size_t longest_run(std::string_view text, char c) {
  size_t longest = 0;
  size_t run = 0;
  for (char one : text) {
    run = one == c ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

}  // namespace

std::string safe_xml(std::string_view text) {
  std::string out = xml_text(printable(text));
  // In the log of a CI job "##[" and "##vso[" are commands wherever they stand.
  for (size_t at = out.find("##"); at != std::string::npos; at = out.find("##", at)) {
    out.replace(at + 1, 1, "&#35;");
  }
  return out;
}

std::string safe_markdown(std::string_view text) {
  constexpr std::string_view kSpecial = "\\`*_{}[]()<>#+-.!|~&:$=^\"'";
  std::string plain = printable(text);
  std::string out;
  out.reserve(plain.size() + plain.size() / 4);
  for (size_t i = 0; i < plain.size(); ++i) {
    char c = plain[i];
    if (may_link(plain, i)) {
      out += c == ':' ? "\\:" : std::string(1, c);
      out += kBreak;
      continue;
    }
    if (c == '<' || c == '>' || c == '&') {
      out += c == '<' ? "&lt;" : c == '>' ? "&gt;" : "&amp;";
    } else {
      bool harmless = c == '.' || c == '-' || c == '\'' || c == '"' || c == ':' || c == '(' ||
                      c == ')' || c == '+' || c == '=';
      bool at_start = i == 0;
      if (kSpecial.find(c) != std::string_view::npos && (!harmless || at_start)) out += '\\';
      out += c;
    }
    if (may_refer(plain, i)) out += kBreak;
  }
  return out;
}

std::string markdown_code(std::string_view text) {
  std::string plain = printable(text);
  if (plain.find_first_not_of(' ') == std::string::npos) return "` `";
  std::string fence(longest_run(plain, '`') + 1, '`');
  bool padded = plain.front() == '`' || plain.back() == '`';
  // A bar ends a cell of a table even within code.
  std::string cell;
  for (char c : plain) cell += c == '|' ? "\uFF5C" : std::string(1, c);
  return padded ? fence + ' ' + cell + ' ' + fence : fence + cell + fence;
}

std::string markdown_code_block(std::string_view lines, std::string_view language) {
  std::string fence(std::max<size_t>(3, longest_run(lines, '`') + 1), '`');
  std::string out = fence + std::string(language) + "\n";
  for (size_t begin = 0; begin < lines.size();) {
    size_t end = std::min(lines.find('\n', begin), lines.size());
    out += printable(lines.substr(begin, end - begin)) + "\n";
    begin = end + 1;
  }
  return without_commands(out + fence + "\n");
}

std::string path_uri(std::string_view path) {
  constexpr std::string_view kPlain = "-._~/";
  std::string out;
  for (char c : path) {
    bool plain =
        std::isalnum(static_cast<unsigned char>(c)) && static_cast<unsigned char>(c) < 0x80;
    if (plain || kPlain.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

std::string without_commands(std::string text) {
  auto replace_all = [&](std::string_view from, std::string_view to) {
    for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
      text.replace(at, from.size(), to);
  };
  replace_all("##[", "# #[");
  replace_all("##vso[", "# #vso[");
  replace_all("##teamcity[", "# #teamcity[");
  for (size_t line = 0; line < text.size();) {
    size_t first = text.find_first_not_of(" \t", line);
    if (first == std::string::npos) break;
    if (text.compare(first, 2, "::") == 0) text.insert(first + 1, " ");
    line = std::min(text.find('\n', first), text.size()) + 1;
  }
  return text;
}

}  // namespace drydock::report

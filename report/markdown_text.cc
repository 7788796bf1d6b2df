#include "report/markdown_text.h"

#include "core/excerpt.h"

namespace drydock::report {

std::string markdown_text(std::string_view text) {
  std::string out;
  for (char c : printable(text)) {
    if (c == '\n') {
      out += ' ';
      continue;
    }
    if (std::string_view("\\`*_[]<>|#@").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string markdown_code(std::string_view text) {
  std::string shown = printable(text);
  std::string out;
  for (char c : shown) {
    if (c == '|') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  // A text with backquotes needs more of them around it.
  std::string_view fence = shown.find('`') == shown.npos ? "`" : "`` ";
  std::string_view end = fence.size() == 1 ? "`" : " ``";
  return fmt::format("{}{}{}", fence, out, end);
}

}  // namespace drydock::report

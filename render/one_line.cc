#include "render/one_line.h"

#include <algorithm>

namespace drydock::render {

std::string in_one_line(std::string text) {
  while (text.ends_with('\n')) text.pop_back();
  for (size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at)) {
    size_t end = std::min(text.find_first_not_of("\n\t ", at), text.size());
    text.replace(at, end - at, text.substr(0, at).ends_with(':') ? " " : "; ");
  }
  return text;
}

}  // namespace drydock::render

#include "render/text_table.h"

#include <algorithm>

#include "core/unicode.h"

namespace drydock::render {
namespace {

constexpr std::string_view kEllipsis = "...";

std::string resized(std::string_view cell, size_t width) {
  std::string out;
  size_t runes = count_runes(cell);
  if (runes <= width) {
    out = cell;
    out.append(width - runes, ' ');
    return out;
  }
  // The original always keeps one character.
  size_t kept = width > kEllipsis.size() ? width - kEllipsis.size() : 1;
  std::string_view rest = cell;
  for (size_t i = 0; i < kept; ++i) {
    auto size = static_cast<size_t>(decode_rune(rest).size);
    out += rest.substr(0, size);
    rest.remove_prefix(size);
  }
  out += kEllipsis;
  return out;
}

}  // namespace

std::string format_table(const std::vector<std::vector<std::string_view>>& rows, size_t max_width) {
  std::vector<size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (size_t i = 0; i < row.size(); ++i) {
      size_t width = count_runes(row[i]);
      if (max_width) width = std::min(width, max_width);
      widths[i] = std::max(widths[i], width);
    }
  }
  std::string out;
  for (const auto& row : rows) {
    if (&row != &rows.front()) out += '\n';
    for (size_t i = 0; i < row.size(); ++i) {
      if (i > 0) out += '\t';
      out += widths[i] ? resized(row[i], widths[i]) : std::string(row[i]);
    }
  }
  return out;
}

}  // namespace drydock::render

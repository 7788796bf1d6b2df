#include "report/line_changes.h"

#include <algorithm>

namespace drydock::report {
namespace {

size_t line_start(std::string_view text, size_t at) {
  size_t before = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
  return before == std::string_view::npos ? 0 : before + 1;
}

size_t next_line(std::string_view text, size_t at) {
  size_t end = text.find('\n', at);
  return end == std::string_view::npos ? text.size() : end + 1;
}

/// Whole lines around edits.
struct Region {
  const SourceFile* file;
  size_t begin;
  size_t end;
  std::vector<const FileEdit*> edits;
};

std::string text_after(const Region& region) {
  const std::string& text = region.file->text;
  std::string out;
  size_t at = region.begin;
  for (const FileEdit* edit : region.edits) {
    out.append(text, at, edit->begin - at);
    out += edit->text;
    at = edit->end;
  }
  return out.append(text, at, region.end - at);
}

/// Whether what comes behind the region would stand on its last line.
bool runs_on(const Region& region) {
  if (region.end == region.file->text.size()) return false;
  if (line_start(region.file->text, region.end) != region.end) return true;
  std::string after = text_after(region);
  return !after.empty() && after.back() != '\n';
}

std::vector<Region> regions_of(const std::vector<FileEdit>& edits) {
  std::vector<Region> regions;
  for (const FileEdit& edit : edits) {
    const std::string& text = edit.file->text;
    bool joins = !regions.empty() && regions.back().file == edit.file &&
                 line_start(text, edit.begin) < regions.back().end;
    if (!joins) regions.push_back({edit.file, line_start(text, edit.begin), edit.end, {}});
    Region& region = regions.back();
    region.edits.push_back(&edit);
    region.end = std::max(region.end, edit.end);
    if (runs_on(region)) region.end = next_line(text, region.end);
  }
  return regions;
}

}  // namespace

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  for (size_t begin = 0; begin < text.size();) {
    size_t end = next_line(text, begin);
    lines.push_back(text.substr(begin, end - begin));
    begin = end;
  }
  return lines;
}

std::vector<LineChange> line_changes(const std::vector<FileEdit>& edits) {
  std::vector<LineChange> changes;
  for (const Region& region : regions_of(edits)) {
    std::string_view text = region.file->text;
    LineChange change{
        region.file, 1, lines_of(text.substr(region.begin, region.end - region.begin)), {}};
    change.line += static_cast<int>(
        std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(region.begin), '\n'));
    std::string after = text_after(region);
    for (std::string_view line : lines_of(after)) change.after.emplace_back(line);
    // Lines that stay, at both ends, are no part of the change.
    while (!change.before.empty() && !change.after.empty() &&
           change.before.front() == change.after.front()) {
      change.before.erase(change.before.begin());
      change.after.erase(change.after.begin());
      ++change.line;
    }
    while (!change.before.empty() && !change.after.empty() &&
           change.before.back() == change.after.back()) {
      change.before.pop_back();
      change.after.pop_back();
    }
    changes.push_back(std::move(change));
  }
  return changes;
}

std::vector<FileEdit> edits_between(const SourceFile& file, std::string_view text) {
  std::vector<std::string_view> a = lines_of(file.text), b = lines_of(text);
  std::vector<FileEdit> edits;
  size_t i = 0, j = 0;
  auto offset = [&](size_t line) {
    return line < a.size() ? static_cast<size_t>(a[line].data() - file.text.data())
                           : file.text.size();
  };
  while (i < a.size() || j < b.size()) {
    if (i < a.size() && j < b.size() && a[i] == b[j]) {
      ++i, ++j;
      continue;
    }
    // The nearest place from where both go on alike, for two lines at least.
    auto alike = [&](size_t x, size_t y) {
      if (x >= a.size() || y >= b.size()) return x >= a.size() && y >= b.size();
      bool ends = x + 1 >= a.size() || y + 1 >= b.size();
      return a[x] == b[y] && (ends || a[x + 1] == b[y + 1]);
    };
    constexpr size_t kFarthest = 400;  // lines; looked through pair by pair
    size_t x = a.size(), y = b.size();
    for (size_t sum = 1; sum <= kFarthest; ++sum) {
      bool found = false;
      for (size_t more = 0; more <= sum && !found; ++more) {
        if (!alike(i + more, j + sum - more)) continue;
        x = std::min(i + more, a.size());
        y = std::min(j + sum - more, b.size());
        found = true;
      }
      if (found) break;
    }
    FileEdit edit{&file, offset(i), offset(x), {}};
    for (size_t line = j; line < y; ++line) edit.text += b[line];
    edits.push_back(std::move(edit));
    i = x, j = y;
  }
  return edits;
}

}  // namespace drydock::report

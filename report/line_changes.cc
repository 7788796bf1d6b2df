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

}  // namespace drydock::report

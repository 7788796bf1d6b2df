#include "report/patch.h"

#include "core/excerpt.h"
#include "report/line_changes.h"

namespace drydock::report {
namespace {

constexpr int kContext = 3;

/// A path as Git writes it in patches: in quotes with escapes where it is out of the ordinary.
std::string git_path(std::string_view prefix, std::string_view path) {
  std::string out;
  bool quoted = false;
  for (char c : path) {
    auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      quoted = true;
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte >= 0x7F) {
      quoted = true;
      out += fmt::format("\\{:03o}", byte);
    } else {
      out += c;
    }
  }
  return quoted ? fmt::format("\"{}{}\"", prefix, out) : fmt::format("{}{}", prefix, out);
}

void add_line(std::string& out, char sign, std::string_view line) {
  out += sign;
  out += line;
  if (!line.ends_with('\n')) out += "\n\\ No newline at end of file\n";
}

/// The changes of one file.
class FilePatch {
 public:
  FilePatch(std::span<const LineChange> changes, Excerpts& excerpts)
      : changes_(changes), excerpts_(excerpts), lines_(lines_of(changes.front().file->text)) {}

  std::string write() {
    for (size_t begin = 0; begin < changes_.size();) {
      size_t end = begin + 1;
      while (end < changes_.size() &&
             changes_[end].line - end_of(changes_[end - 1]) <= 2 * kContext) {
        ++end;
      }
      hunk(changes_.subspan(begin, end - begin));
      begin = end;
    }
    if (hunks_.empty()) return "";
    std::string_view path = changes_.front().file->path;
    if (changes_.front().file->text.empty()) {
      return fmt::format("diff --git {0} {1}\nnew file mode 100644\n--- /dev/null\n+++ {1}\n{2}",
                         git_path("a/", path), git_path("b/", path), hunks_);
    }
    return fmt::format("diff --git {0} {1}\n--- {0}\n+++ {1}\n{2}", git_path("a/", path),
                       git_path("b/", path), hunks_);
  }

 private:
  static int end_of(const LineChange& change) {
    return change.line + static_cast<int>(change.before.size());
  }

  void hunk(std::span<const LineChange> changes) {
    int first = std::max(1, changes.front().line - kContext);
    int last = std::min(static_cast<int>(lines_.size()) + 1, end_of(changes.back()) + kContext);
    for (int line = first; line < last; ++line) {
      if (excerpts_.is_secret(*changes.front().file, line)) return;
    }
    std::string body;
    int added = 0;
    int at = first;
    auto keep_until = [&](int end) {
      for (; at < end; ++at) add_line(body, ' ', lines_[static_cast<size_t>(at) - 1]);
    };
    for (const LineChange& change : changes) {
      keep_until(change.line);
      for (std::string_view line : change.before) add_line(body, '-', line);
      for (const std::string& line : change.after) add_line(body, '+', line);
      added += static_cast<int>(change.after.size()) - static_cast<int>(change.before.size());
      at = end_of(change);
    }
    keep_until(last);
    int count = last - first;
    hunks_ += fmt::format("@@ -{} +{} @@\n{}", range(first, count),
                          range(first + moved_, count + added), body);
    moved_ += added;
  }

  static std::string range(int line, int count) {
    if (count == 0) return fmt::format("{},0", line - 1);
    return count == 1 ? std::to_string(line) : fmt::format("{},{}", line, count);
  }

  std::span<const LineChange> changes_;
  Excerpts& excerpts_;
  std::vector<std::string_view> lines_;
  std::string hunks_;
  int moved_ = 0;
};

}  // namespace

std::string patch_text(const std::vector<FileEdit>& edits) {
  std::vector<LineChange> changes = line_changes(edits);
  std::string out;
  Excerpts excerpts;
  for (size_t begin = 0; begin < changes.size();) {
    size_t end = begin;
    while (end < changes.size() && changes[end].file == changes[begin].file) ++end;
    out += FilePatch(std::span(changes).subspan(begin, end - begin), excerpts).write();
    begin = end;
  }
  return out;
}

std::vector<FileEdit> all_edits(const CheckReport& report) {
  std::vector<std::vector<FileEdit>> edits;
  for (size_t i : report.by_importance()) {
    if (report.status(i) != Status::Waived && i < report.fixes.size())
      edits.push_back(report.fixes[i]);
  }
  return edits_without_overlap(edits);
}

std::string write_patch(const CheckReport& report, const TextStyle&) {
  return patch_text(all_edits(report));
}

}  // namespace drydock::report

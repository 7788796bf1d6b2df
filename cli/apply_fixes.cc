#include "cli/apply_fixes.h"

#include <filesystem>
#include <ostream>

#include "cli/read_file.h"
#include "cli/write_file.h"
#include "core/excerpt.h"
#include "report/patch.h"

namespace drydock::cli {
namespace {

namespace fs = std::filesystem;

/// Whether the file on disk, with links followed, is in the folder and has the text that was
/// checked.
bool is_as_checked(const fs::path& path, const fs::path& folder, const std::string& text) {
  std::error_code error;
  fs::path real = fs::canonical(path, error);
  if (error) return false;
  fs::path root = fs::canonical(folder, error);
  auto [end, rest] = std::mismatch(root.begin(), root.end(), real.begin(), real.end());
  if (error || end != root.end()) return false;
  return read_whole_file(real.string(), text.size()) == text;
}

}  // namespace

std::vector<std::vector<FileEdit>> fixes_of(const std::vector<Finding>& findings) {
  FixEdits maker;
  std::vector<std::vector<FileEdit>> fixes(findings.size());
  for (size_t i = 0; i < findings.size(); ++i) {
    if (!findings[i].fix.steps.empty()) fixes[i] = maker.edits_of(findings[i].fix);
  }
  return fixes;
}

size_t apply_fixes(const report::CheckReport& report, const std::string& folder, Session& session) {
  std::vector<FileEdit> edits = report::all_edits(report);
  std::vector<std::pair<std::string, std::string>> files;
  size_t places = 0;
  for (size_t begin = 0; begin < edits.size();) {
    const SourceFile& file = *edits[begin].file;
    size_t end = begin;
    while (end < edits.size() && edits[end].file == &file) ++end;
    fs::path path = fs::path(folder) / file.path;
    if (is_as_checked(path, folder, file.text)) {
      files.emplace_back(path.string(), edited_text(file, edits));
      places += end - begin;
    } else {
      session.err << fmt::format("note: {} is not as it was checked, and is left alone\n",
                                 printable(file.path));
    }
    begin = end;
  }
  write_files(files);
  if (!files.empty()) {
    session.err << fmt::format("fixed {} in {}\n", report::counted(places, "place"),
                               report::counted(files.size(), "file"));
  }
  return files.size();
}

}  // namespace drydock::cli

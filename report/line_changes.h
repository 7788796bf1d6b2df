#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/fix_edits.h"

namespace drydock::report {

/// Whole lines of one file that others take the place of. Lines keep their breaks; the last line of
/// a file may have none.
struct LineChange {
  const SourceFile* file = nullptr;
  int line = 1;  // the first that goes away, or the one before which new ones stand
  std::vector<std::string_view> before;
  std::vector<std::string> after;
};

/// Edits as lines: sorted, those that share lines put together. The edits are sorted by path and
/// position and do not overlap.
std::vector<LineChange> line_changes(const std::vector<FileEdit>& edits);

/// What makes a file's text another one, by whole lines. Texts that differ throughout become one
/// edit.
std::vector<FileEdit> edits_between(const SourceFile& file, std::string_view text);

/// The lines of a text with their breaks.
std::vector<std::string_view> lines_of(std::string_view text);

}  // namespace drydock::report

#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/finding.h"

namespace drydock {

/// A splice: the bytes from `begin` to `end` of a file become `text`.
struct FileEdit {
  const SourceFile* file = nullptr;
  size_t begin = 0;
  size_t end = 0;
  std::string text;

  bool operator==(const FileEdit&) const = default;
};

/// Makes splices of fixes. Keeps what it knows of files, so one of these serves a whole report.
class FixEdits {
 public:
  FixEdits();
  ~FixEdits();
  FixEdits(FixEdits&&) noexcept;
  FixEdits& operator=(FixEdits&&) noexcept;

  /// The splices that a fix needs, by file and position. Empty where it cannot be done for certain:
  /// a file that is no plain YAML (a template), a place that has something else than the step says,
  /// values of a Secret. Comments and everything beside the change stay as they are.
  std::vector<FileEdit> edits_of(const Fix& fix);

 private:
  struct File;

  std::unordered_map<const SourceFile*, std::unique_ptr<File>> files_;
};

/// Of many edits those that can all be made at once, sorted by path and position; of two that
/// touch, the one that comes first in `edits`.
std::vector<FileEdit> edits_without_overlap(const std::vector<std::vector<FileEdit>>& edits);

/// The text of one file after the edits of that file, which are sorted and do not overlap.
std::string edited_text(const SourceFile& file, const std::vector<FileEdit>& edits);

}  // namespace drydock

#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace drydock {

/// The bytes of one file a user wrote. `path` is relative to the Tree's root, with '/'.
/// A file that could not be read has empty text. Addresses are stable: nodes point here.
struct SourceFile {
  std::string path;
  std::string text;
};

/// Owns source files for one run. Adding is safe from many threads; files never move or go away.
class Sources {
 public:
  const SourceFile& add(std::string path, std::string text);

 private:
  std::mutex mutex_;
  std::deque<SourceFile> files_;
};

/// Where the lines of a text begin. Lines end with LF, CRLF or CR; numbers start at 1.
class LineIndex {
 public:
  explicit LineIndex(std::string_view text);

  int line_count() const { return static_cast<int>(starts_.size()); }
  /// The line without its line break; empty when there is no such line.
  std::string_view line(int number) const;
  /// Byte offset of a position whose column counts code points from 1; clamped to the line's end.
  size_t offset(int line, int column) const;

 private:
  std::string_view text_;
  std::vector<size_t> starts_;
};

/// A range in a file the user wrote. Lines and columns start at 1, columns count code points;
/// line 0 is the whole file.
struct SourcePos {
  const SourceFile* file = nullptr;
  int line = 0;
  int column = 0;
  int length = 1;  // code points to underline; 0: of a value that is not to be shown

  std::string_view path() const { return file ? std::string_view(file->path) : ""; }
};

}  // namespace drydock

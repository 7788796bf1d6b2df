#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/diagnostic.h"

namespace drydock {

/// Draws the source lines that diagnostics point at. Keeps an index of each file it has seen, so
/// one of these serves a whole report. Control characters are made visible, long lines are cut
/// around the culprit, and values in documents of kind Secret are hidden.
class Excerpts {
 public:
  /// The source line and the underline, "  4 | text\n    |  ^~~\n"; empty when there is nothing to
  /// show.
  std::string lines(const SourcePos& where);

  /// Whether the line holds a value of a Secret, as far as `lines` would hide it.
  bool is_secret(const SourceFile& file, int line);

  /// "file:line:col: error: message [rule]", the source line with an underline, then the notes in
  /// the same form.
  std::string describe(const Diagnostic& diagnostic);

 private:
  struct File {
    explicit File(std::string_view text) : index(text) {}
    LineIndex index;
    std::vector<bool> secret;  // by line - 1: in a document of kind Secret
  };

  File& file_of(const SourceFile& source);
  void append(std::string& out, const Diagnostic& diagnostic, std::string_view label, int depth);

  std::unordered_map<const SourceFile*, File> files_;
};

/// `text` with control characters, bidirectional overrides and invalid UTF-8 made visible, so that
/// hostile names cannot drive a terminal or break a line.
std::string printable(std::string_view text);

}  // namespace drydock

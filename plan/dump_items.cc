#include "plan/dump_items.h"

#include <algorithm>

namespace drydock::plan {
namespace {

/// `{"apiVersion": …, "items": [ {…}, {…} ], …}`: by brackets, outside of texts.
class JsonCutter {
 public:
  explicit JsonCutter(std::string_view text) : text_(text) {}

  std::optional<std::vector<DumpItem>> cut() {
    int depth = 0;
    bool in_items = false, found = false;
    size_t start = 0;
    for (; at_ < text_.size(); ++at_) {
      char c = text_[at_];
      if (c == '"') {
        std::string_view word = take_text();
        bool is_key = depth == 1 && word == "items";
        if (is_key) in_items = found = next_is_list();
      } else if (c == '{' || c == '[') {
        if (in_items && depth == 2 && c == '{') start = at_;
        ++depth;
      } else if (c == '}' || c == ']') {
        --depth;
        if (in_items && depth == 2 && c == '}') add(start);
        if (in_items && depth == 1) in_items = false;
        if (depth < 0) return std::nullopt;
      }
    }
    if (depth != 0 || !found) return std::nullopt;
    return std::move(items_);
  }

 private:
  std::string_view take_text() {
    size_t from = ++at_;
    for (; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\') ++at_;
    }
    return text_.substr(from, std::min(at_, text_.size()) - from);
  }

  /// After a key: ": [".
  bool next_is_list() const {
    size_t next = text_.find_first_not_of(" \t\r\n:", at_ + 1);
    return next != text_.npos && text_[next] == '[';
  }

  void add(size_t start) {
    line_ += static_cast<int>(std::count(text_.begin() + static_cast<std::ptrdiff_t>(counted_),
                                         text_.begin() + static_cast<std::ptrdiff_t>(start), '\n'));
    counted_ = start;
    items_.push_back({text_.substr(start, at_ + 1 - start), line_});
  }

  std::string_view text_;
  size_t at_ = 0;
  size_t counted_ = 0;
  int line_ = 1;
  std::vector<DumpItem> items_;
};

/// Lines of block YAML: a key `items:` without indentation, then items that begin with "- ".
class YamlCutter {
 public:
  explicit YamlCutter(std::string_view text) : text_(text) {}

  std::optional<std::vector<DumpItem>> cut() {
    bool inside = false;
    size_t indent = std::string_view::npos;
    while (at_ < text_.size()) {
      size_t start = at_;
      std::string_view line = take_line();
      size_t blanks = std::min(line.find_first_not_of(' '), line.size());
      bool empty = blanks == line.size();
      if (line.starts_with("---") || line.starts_with('%') || line.find('\t') < blanks) {
        if (line != "---" || start != 0) return std::nullopt;  // several documents
      } else if (line == "items:") {
        if (inside || !items_.empty()) return std::nullopt;
        inside = true;
      } else if (inside && !empty) {
        bool dash = line.substr(blanks).starts_with("- ");
        if (indent == line.npos && dash) indent = blanks;
        if (dash && blanks == indent) {
          begin(start);
        } else if (blanks == 0) {
          finish(start);
          inside = false;
        } else if (indent == line.npos) {
          return std::nullopt;
        }
      } else if (!inside && blanks == 0 && !empty) {
        // Anchors could be used across items.
        if (line.find(" &") != line.npos) return std::nullopt;
      }
    }
    finish(text_.size());
    if (items_.empty()) return std::nullopt;
    return std::move(items_);
  }

 private:
  std::string_view take_line() {
    size_t end = std::min(text_.find('\n', at_), text_.size());
    std::string_view line = text_.substr(at_, end - at_);
    at_ = std::min(end + 1, text_.size());
    ++line_;
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
  }

  void begin(size_t start) {
    finish(start);
    open_ = start;
    open_line_ = line_;
    is_open_ = true;
  }

  void finish(size_t end) {
    if (is_open_) items_.push_back({text_.substr(open_, end - open_), open_line_});
    is_open_ = false;
  }

  std::string_view text_;
  size_t at_ = 0;
  int line_ = 0;
  bool is_open_ = false;
  size_t open_ = 0;
  int open_line_ = 0;
  std::vector<DumpItem> items_;
};

}  // namespace

std::optional<std::vector<DumpItem>> cut_dump(std::string_view text) {
  size_t first = text.find_first_not_of(" \t\r\n");
  if (first == text.npos) return std::nullopt;
  return text[first] == '{' ? JsonCutter(text).cut() : YamlCutter(text).cut();
}

}  // namespace drydock::plan

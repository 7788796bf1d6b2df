#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/arena.h"
#include "render/template/tree.h"

namespace drydock::render {

class KnownActions;

/// {{define "name"}} or {{block "name" …}}
struct Definition {
  std::string_view name;
  const ListNode* body;
  bool empty;
};

/// What is wrong with a template's syntax, in the words of Go's parser.
struct SyntaxError {
  int line = 0;
  std::string message;
  int action_line = 0;  // of the action that was left open, if that is another line; or 0

  /// "template: NAME:LINE: MESSAGE", where `name` is the file's.
  std::string text(std::string_view name) const;
};

struct LineColumn {
  int line;    // from 1
  int column;  // bytes before it on the line, as Go's messages count
};

/// One parsed text, without the name of its file: the same content is parsed once. Immutable.
class ParsedTemplate {
 public:
  std::string_view text() const { return text_; }
  /// The text outside all definitions. Null with a syntax error.
  const ListNode* body() const { return body_; }
  bool body_is_empty() const { return body_is_empty_; }
  /// One for each name.
  const std::vector<Definition>& definitions() const { return definitions_; }
  /// Null if the syntax is right.
  const SyntaxError* error() const { return error_.get(); }
  LineColumn position(uint32_t pos) const;
  int line_count() const;
  /// What the tree takes in its own arena; 0 in another one.
  size_t bytes() const { return own_.bytes_reserved(); }

 private:
  friend class Parser;
  friend std::unique_ptr<const ParsedTemplate> parse_template(std::string_view, int, size_t);
  friend std::unique_ptr<const ParsedTemplate> parse_template_in(Arena&, KnownActions&,
                                                                 std::string_view, int, size_t);

  Arena own_;
  std::string_view text_;
  const ListNode* body_ = nullptr;
  bool body_is_empty_ = false;
  std::vector<Definition> definitions_;
  std::unique_ptr<SyntaxError> error_;
};

/// Never throws for what the text says: see ParsedTemplate::error. `helm_version`, 3 or 4, says
/// which functions there are; `stack` is how much of the thread's stack may be used for nesting.
std::unique_ptr<const ParsedTemplate> parse_template(std::string_view text, int helm_version,
                                                     size_t stack = size_t{4} << 20);
/// The same with a tree in `arena`, which refers to `text`: both must outlive it. `known` is of
/// what was parsed in that arena for that version; the tree may refer to those texts, too.
std::unique_ptr<const ParsedTemplate> parse_template_in(Arena& arena, KnownActions& known,
                                                        std::string_view text, int helm_version,
                                                        size_t stack);

}  // namespace drydock::render

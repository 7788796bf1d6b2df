#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "render/template/token.h"
#include "render/template/tree.h"

namespace drydock::render {

/// What the parser made of the text of an action, behind its left delimiter and up to the right one
/// with it. The texts of actions repeat a lot, in a chart and among charts.
struct KnownAction {
  /// A variable that is named. The action means the same where it has the same slot.
  struct Variable {
    std::string_view name;
    int32_t slot;
    bool declares;  // or assigns
  };

  std::string_view text;
  uint64_t hash = 0;
  TokenKind kind = TokenKind::Pipe;  // Pipe, If, With, Range, Template, Else or EndKeyword
  uint32_t statement = 0;            // where the statement's node is, from the text's beginning on
  const PipeNode* pipe = nullptr;
  std::string_view name;  // of a template
  std::span<const Variable> variables;
};

/// Actions by their texts. Refers to texts and nodes, which must outlive it; those of one arena are
/// known together. Not safe from many threads.
class KnownActions {
 public:
  /// An action that may be known, by its text.
  struct Candidate {
    std::string_view text;  // empty if there is none
    uint64_t hash = 0;
    const KnownAction* action = nullptr;
  };

  /// The action that begins at `at`, behind its left delimiter, if it is one that is kept.
  Candidate find(const char* at, const char* end) const;
  /// Keeps it under its text and hash, which are those of a candidate.
  void add(const KnownAction& action);

 private:
  const KnownAction** slot_of(std::string_view text, uint64_t hash) const;
  void grow();

  std::unique_ptr<const KnownAction*[]> slots_;
  size_t capacity_ = 0;  // a power of two
  size_t used_ = 0;
};

/// Whether the right delimiter, with which the text of an action ends, has a trim marker.
bool trims_right(std::string_view text);

}  // namespace drydock::render

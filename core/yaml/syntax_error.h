#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/diagnostic.h"
#include "core/source.h"
#include "core/yaml/node.h"

namespace drydock {

/// A place in a YAML text. Both count from 0; columns are characters.
struct YamlMark {
  uint32_t line = 0;
  uint32_t column = 0;
};

/// What may be wrong with the syntax, as Go's scanner and parser tell it apart.
enum class YamlProblem : uint8_t {
  // The scanner's.
  CannotStart,
  TabCannotStart,
  NoColon,
  TooDeep,
  EntryNotAllowed,
  KeyNotAllowed,
  ValueNotAllowed,
  UnknownDirective,
  NoDirectiveName,
  DirectiveCharacter,
  NoLineEnd,
  NoVersionPoint,
  LongVersion,
  NoVersion,
  NoBlankInDirective,
  NoBlankAfterTag,
  NoName,
  TagNotClosed,
  NoExclamationMark,
  NoTagUri,
  NoUriEscape,
  UriLeadingOctet,
  UriTrailingOctet,
  ZeroIndent,
  TabInBlockScalar,
  MarkerInQuotes,
  QuoteNotClosed,
  UnknownEscape,
  NoHexDigit,
  NoCodePoint,
  TabInPlainScalar,
  // The parser's.
  NoDocumentStart,
  UndefinedTagHandle,
  NoContent,
  NoDash,
  NoKey,
  FlowSequenceNotClosed,
  FlowMappingNotClosed,
  SecondVersion,
  WrongVersion,
  SecondTagHandle,
};

/// Raises the errors of one YAML text. Each `fail` throws Error and leaves Go's message for the
/// same fault in `go_error`.
class YamlSyntaxErrors {
 public:
  YamlSyntaxErrors(const SourceFile& file, YamlDialect dialect) : file_(file), dialect_(dialect) {}

  /// The scanner's failure `at` a place, while it read what begins at `context`.
  [[noreturn]] void fail_scan(YamlProblem problem, YamlMark context, YamlMark at);
  /// The parser's failure. `context` is the beginning of the unfinished collection, if any.
  [[noreturn]] void fail_parse(YamlProblem problem, YamlMark at, const YamlMark* context = nullptr);
  /// Any other: the texts are used as they are, Go's after "yaml: ".
  [[noreturn]] void fail_with(std::string_view rule, std::string message, std::string_view go_text,
                              SourcePos where);

  const std::string& go_error() const { return go_error_; }
  SourcePos position(YamlMark mark) const;
  /// The position of a byte of the file; the whole file where its bytes are UTF-16.
  SourcePos position_of(size_t offset) const;

 private:
  std::string go_prefix(uint32_t line) const;

  const SourceFile& file_;
  YamlDialect dialect_;
  std::string go_error_;
};

}  // namespace drydock

#include "core/yaml/syntax_error.h"

#include "core/error.h"

namespace drydock {
namespace {

/// Where to point: at the place where reading stopped, or at the beginning of what was being read.
enum class Point : uint8_t { Stop, Beginning };

struct ProblemText {
  YamlProblem problem;
  std::string_view go_text;
  std::string_view message;
  Point point = Point::Stop;
  std::string_view beginning = {};  // a note that points there
};

// clang-format off
constexpr ProblemText kProblemTexts[] = {
    {YamlProblem::CannotStart, "found character that cannot start any token",
     "a value cannot start with this character: put it in quotes"},
    {YamlProblem::TabCannotStart, "found character that cannot start any token",
     "a tab cannot indent YAML: use spaces"},
    {YamlProblem::NoColon, "could not find expected ':'",
     "expected ':' after this key, on the same line", Point::Beginning},
    {YamlProblem::TooDeep, "exceeded max depth of 10000", "this is nested more than 10000 levels deep"},
    {YamlProblem::EntryNotAllowed, "block sequence entries are not allowed in this context",
     "a list item cannot begin here: put it on a line of its own"},
    {YamlProblem::KeyNotAllowed, "mapping keys are not allowed in this context",
     "a key cannot begin here: put it on a line of its own"},
    {YamlProblem::ValueNotAllowed, "mapping values are not allowed in this context",
     "a second ': ' on this line: put the value in quotes, or the key on a line of its own"},
    {YamlProblem::UnknownDirective, "found unknown directive name",
     "unknown directive: a value that begins with '%' needs quotes"},
    {YamlProblem::NoDirectiveName, "could not find expected directive name",
     "expected the name of a directive: a value that begins with '%' needs quotes"},
    {YamlProblem::DirectiveCharacter, "found unexpected non-alphabetical character",
     "unexpected character in the name of a directive"},
    {YamlProblem::NoLineEnd, "did not find expected comment or line break",
     "expected the end of the line"},
    {YamlProblem::NoVersionPoint, "did not find expected digit or '.' character",
     "expected a version such as 1.1"},
    {YamlProblem::LongVersion, "found extremely long version number",
     "expected a version such as 1.1"},
    {YamlProblem::NoVersion, "did not find expected version number",
     "expected a version such as 1.1"},
    {YamlProblem::NoBlankInDirective, "did not find expected whitespace",
     "expected a blank after the tag handle"},
    {YamlProblem::NoBlankAfterTag, "did not find expected whitespace or line break",
     "expected a blank after the tag"},
    {YamlProblem::NoName, "did not find expected alphabetic or numeric character",
     "expected a name of letters, digits, '-' and '_': "
     "a value that begins with '*' or '&' needs quotes", Point::Beginning},
    {YamlProblem::TagNotClosed, "did not find the expected '>'", "expected '>' at the tag's end"},
    {YamlProblem::NoExclamationMark, "did not find expected '!'",
     "a tag handle must end with '!'"},
    {YamlProblem::NoTagUri, "did not find expected tag URI", "expected the name of a tag"},
    {YamlProblem::NoUriEscape, "did not find URI escaped octet",
     "expected two hexadecimal digits after '%'"},
    {YamlProblem::UriLeadingOctet, "found an incorrect leading UTF-8 octet",
     "this escape starts no UTF-8 character"},
    {YamlProblem::UriTrailingOctet, "found an incorrect trailing UTF-8 octet",
     "this escape is no part of a UTF-8 character"},
    {YamlProblem::ZeroIndent, "found an indentation indicator equal to 0",
     "the indentation of a block text cannot be 0"},
    {YamlProblem::TabInBlockScalar,
     "found a tab character where an indentation space is expected",
     "a tab in the indentation of a block text: indent with spaces"},
    {YamlProblem::MarkerInQuotes, "found unexpected document indicator",
     "a document marker inside of quotes", Point::Stop, "the quotes open here"},
    {YamlProblem::QuoteNotClosed, "found unexpected end of stream",
     "these quotes are never closed", Point::Beginning},
    {YamlProblem::UnknownEscape, "found unknown escape character",
     "unknown escape: write '\\\\' for a backslash, or use single quotes"},
    {YamlProblem::NoHexDigit, "did not find expected hexdecimal number",
     "expected a hexadecimal digit"},
    {YamlProblem::NoCodePoint, "found invalid Unicode character escape code",
     "this escape is no Unicode character"},
    {YamlProblem::TabInPlainScalar, "found a tab character that violates indentation",
     "a tab in the indentation: indent with spaces"},
    {YamlProblem::NoDocumentStart, "did not find expected <document start>",
     "expected '---' before what follows"},
    {YamlProblem::UndefinedTagHandle, "found undefined tag handle", "unknown tag handle"},
    {YamlProblem::NoContent, "did not find expected node content", "expected a value"},
    {YamlProblem::NoDash, "did not find expected '-' indicator",
     "expected '-' for the next list item, or less indentation", Point::Stop,
     "the list begins here"},
    {YamlProblem::NoKey, "did not find expected key",
     "expected a key: is the indentation that of the other keys?", Point::Stop,
     "the mapping begins here"},
    {YamlProblem::FlowSequenceNotClosed, "did not find expected ',' or ']'",
     "expected ',' or ']'", Point::Stop, "the list opens here"},
    {YamlProblem::FlowMappingNotClosed, "did not find expected ',' or '}'",
     "expected ',' or '}'", Point::Stop, "the mapping opens here"},
    {YamlProblem::SecondVersion, "found duplicate %YAML directive", "a second %YAML directive"},
    {YamlProblem::WrongVersion, "found incompatible YAML document",
     "only YAML 1.1 can be declared: leave the %YAML directive out"},
    {YamlProblem::SecondTagHandle, "found duplicate %TAG directive",
     "a second %TAG directive for this handle"},
};
// clang-format on

constexpr bool rows_are_in_order() {
  for (size_t i = 0; i < std::size(kProblemTexts); ++i) {
    if (kProblemTexts[i].problem != static_cast<YamlProblem>(i)) return false;
  }
  return true;
}
static_assert(rows_are_in_order());

Diagnostic describe(const ProblemText& text, SourcePos at, const SourcePos* beginning) {
  Diagnostic diagnostic;
  diagnostic.rule = text.problem == YamlProblem::TooDeep ? "yaml-limit" : "yaml-syntax";
  diagnostic.message = text.message;
  diagnostic.where = text.point == Point::Beginning && beginning ? *beginning : at;
  if (beginning && !text.beginning.empty()) {
    Diagnostic& note = diagnostic.notes.emplace_back();
    note.severity = Severity::Info;
    note.message = text.beginning;
    note.where = *beginning;
  }
  return diagnostic;
}

}  // namespace

SourcePos YamlSyntaxErrors::position(YamlMark mark) const {
  return {&file_, static_cast<int>(mark.line) + 1, static_cast<int>(mark.column) + 1, 1};
}

SourcePos YamlSyntaxErrors::position_of(size_t offset) const {
  std::string_view text = file_.text;
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) return {&file_};
  YamlMark mark;
  for (size_t i = 0; i < offset && i < text.size(); ++i) {
    bool ends_line = text[i] == '\n' || (text[i] == '\r' && text.substr(i + 1, 1) != "\n");
    if (ends_line) {
      ++mark.line;
      mark.column = 0;
    } else if ((static_cast<uint8_t>(text[i]) & 0xC0) != 0x80) {
      ++mark.column;
    }
  }
  return position(mark);
}

std::string YamlSyntaxErrors::go_prefix(uint32_t line) const {
  return line == 0 ? "yaml: " : "yaml: line " + std::to_string(line) + ": ";
}

void YamlSyntaxErrors::fail_scan(YamlProblem problem, YamlMark context, YamlMark at) {
  const ProblemText& text = kProblemTexts[static_cast<size_t>(problem)];
  // Go's line numbers count from 0 or from 1, after which mark is taken; and line 0 is not told.
  uint32_t line = 0;
  if (dialect_ == YamlDialect::Sigs) {
    line = at.line != 0 ? at.line + 1 : context.line;
  } else if (context.line != 0 || at.line != 0) {
    line = (context.line != 0 ? context.line : at.line) + 1;
  }
  go_error_ = go_prefix(line) + std::string(text.go_text);
  SourcePos beginning = position(context);
  throw Error(describe(text, position(at), &beginning));
}

void YamlSyntaxErrors::fail_parse(YamlProblem problem, YamlMark at, const YamlMark* context) {
  const ProblemText& text = kProblemTexts[static_cast<size_t>(problem)];
  uint32_t first = at.line;
  uint32_t second = context ? context->line : 0;
  if (dialect_ == YamlDialect::Kustomize) std::swap(first, second);
  go_error_ = go_prefix(first != 0 ? first : second) + std::string(text.go_text);
  SourcePos beginning;
  if (context) beginning = position(*context);
  throw Error(describe(text, position(at), context ? &beginning : nullptr));
}

void YamlSyntaxErrors::fail_with(std::string_view rule, std::string message,
                                 std::string_view go_text, SourcePos where) {
  go_error_ = "yaml: " + std::string(go_text);
  fail(rule, std::move(message), where);
}

}  // namespace drydock

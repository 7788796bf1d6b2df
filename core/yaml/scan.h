#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/arena.h"
#include "core/yaml/input.h"
#include "core/yaml/node.h"
#include "core/yaml/syntax_error.h"

namespace drydock {

enum class YamlTokenType : uint8_t {
  StreamStart,
  StreamEnd,
  VersionDirective,
  TagDirective,
  DocumentStart,
  DocumentEnd,
  BlockSequenceStart,
  BlockMappingStart,
  BlockEnd,
  FlowSequenceStart,
  FlowSequenceEnd,
  FlowMappingStart,
  FlowMappingEnd,
  BlockEntry,
  FlowEntry,
  Key,
  Value,
  Alias,
  Anchor,
  Tag,
  Scalar,
};

struct YamlToken {
  YamlTokenType type = YamlTokenType::StreamEnd;
  NodeStyle style = NodeStyle::Plain;  // of a scalar
  uint8_t width = 0;                   // characters, of an indicator; 0 for implied ones
  YamlMark start;
  uint32_t length = 0;      // bytes of a scalar in the input
  std::string_view text;    // of a scalar; name of an anchor or alias; handle of a tag
  std::string_view suffix;  // of a tag; prefix of a %TAG; the version as two bytes of a %YAML

  YamlMark end() const { return {start.line, start.column + width}; }
};

/// Cuts YAML into tokens, as the scanner of go-yaml v2 (YamlDialect::Sigs) or v3 does: both have
/// the rules of libyaml as it was at version 0.1, which differ from today's in places ("[a:]",
/// "\/", "%YAML 1.2"). Bad input throws Error with rule `yaml-syntax`, `yaml-limit` or
/// `yaml-encoding`.
///
/// Texts point into the input or into the arena.
class YamlScanner {
 public:
  YamlScanner(YamlSyntaxErrors& errors, const YamlInput& input, YamlDialect dialect, Arena& arena);

  /// The next token, which stays valid until `skip`.
  const YamlToken& peek() {
    if (!available_) fetch_more();
    return tokens_[head_];
  }
  void skip();

  Arena& arena() { return arena_; }

 private:
  /// A place where a key without "?" may have begun, one for each flow level.
  struct SimpleKey {
    bool possible = false;
    bool required = false;
    size_t token_number = 0;
    const char* at = nullptr;
    YamlMark mark;
  };

  // The token queue: scan.cc.
  void fetch_more();
  bool head_may_be_key();
  void fetch_next();
  void fetch_token();
  void push(YamlTokenType type, YamlMark start, uint8_t width = 0);
  void push(YamlToken token);
  void insert(size_t token_number, YamlTokenType type, YamlMark mark);
  size_t next_token_number() const { return parsed_ + (tokens_.size() - head_); }
  bool is_valid_key(SimpleKey& key);
  bool is_beyond_key_length(const SimpleKey& key) const;
  void save_simple_key();
  void remove_simple_key();
  void roll_indent(uint32_t column, ptrdiff_t token_number, YamlTokenType type, YamlMark mark);
  void unroll_indent(int64_t column, YamlMark at);
  void end_blocks();
  void fetch_stream_end();
  void fetch_document_indicator(YamlTokenType type);
  void fetch_flow_start(YamlTokenType type);
  void fetch_flow_end(YamlTokenType type);
  void forget_key_head(size_t token_number);
  void fetch_flow_entry();
  void fetch_block_entry();
  void fetch_key();
  void fetch_value();
  void fetch_plain_or_fail();

  // Blanks and comments: scan_blanks.cc.
  void skip_to_next_token();
  void skip_to_line_end();
  void skip_mark_at_line_start();
  void skip_comment_lines();
  void skip_line_comment();

  // Scalars: scan_scalar.cc.
  void fetch_plain_scalar();
  const char* scan_plain_line();
  bool scan_plain_breaks(YamlMark start, int64_t indent);
  void fetch_quoted_scalar(char quote);
  void scan_quoted_text(char quote, YamlMark start);
  bool scan_quoted_line(char quote, YamlMark start);
  void scan_quoted_blanks(bool escaped_break);
  void scan_escape(YamlMark start);
  void scan_code_point(YamlMark start, int digits);
  void fetch_block_scalar(bool literal);
  struct BlockHeader;
  BlockHeader scan_block_header(YamlMark start);
  void scan_block_breaks(int64_t& indent, YamlMark start);
  void fold_breaks();

  // Directives, anchors and tags: scan_names.cc.
  void fetch_directive();
  void fetch_anchor(YamlTokenType type);
  void fetch_tag();
  std::string_view scan_name();
  YamlToken scan_version(YamlMark start);
  uint8_t scan_version_number(YamlMark start);
  YamlToken scan_tag_directive(YamlMark start);
  std::string_view scan_tag_handle(bool directive, YamlMark start);
  std::string_view scan_tag_uri(std::string_view head, YamlMark start);
  void scan_uri_escape(YamlMark start, std::string& out);
  void skip_blanks();
  void skip_rest_of_line();

  // Characters. The text ends in a NUL, which is no character of it.
  bool is_break(const char* p) const {
    auto byte = static_cast<uint8_t>(*p);
    return (byte <= '\r' || byte >= 0xC2) && is_break_character(p);
  }
  bool is_break_character(const char* p) const;
  bool is_breakz(const char* p) const { return *p == '\0' || is_break(p); }
  bool is_blankz(const char* p) const { return *p == ' ' || *p == '\t' || is_breakz(p); }
  bool is_document_indicator() const;
  void next_line();
  void append_break(std::string& out);
  uint32_t column() {
    if (p_ > next_wide_) count_wide();
    return static_cast<uint32_t>(p_ - line_start_) - continuation_bytes_;
  }
  void count_wide();
  void begin_line();
  bool at_line_start() const { return p_ == line_start_; }
  YamlMark mark() { return {line_, column()}; }
  [[noreturn]] void fail(YamlProblem problem, YamlMark context);
  [[noreturn]] void fail_here(YamlProblem problem) { fail(problem, mark()); }
  void check_input_end(ptrdiff_t needed);

  Arena& arena_;
  const YamlInput& input_;
  YamlSyntaxErrors& errors_;
  bool v3_;
  const char* p_;
  const char* end_;
  const char* line_start_;
  uint32_t line_ = 0;
  // So that columns count characters: the continuation bytes of the line up to `counted_`. Up to
  // `next_wide_` there are no more, as that is the first byte above 0x7F from there on.
  const char* counted_;
  const char* next_wide_;
  uint32_t continuation_bytes_ = 0;

  std::vector<YamlToken> tokens_;
  // For each token, by its number, the level of `keys_` whose key it may begin; -1 for none. As in
  // Go, tokens that are inserted move the others but not these.
  std::vector<int32_t> key_levels_;
  size_t head_ = 0;
  size_t parsed_ = 0;  // tokens taken so far
  bool available_ = false;
  bool stream_started_ = false;
  int32_t next_key_level_ = -1;

  std::vector<SimpleKey> keys_;
  bool simple_key_allowed_ = true;
  int64_t indent_ = -1;
  std::vector<int64_t> indents_;
  size_t flow_level_ = 0;
  bool after_line_break_ = false;  // nothing but blanks since the last one

  // The scalar being read.
  std::string value_;
  std::string first_break_;
  std::string more_breaks_;
};

}  // namespace drydock

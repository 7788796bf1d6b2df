#include "core/yaml/scan.h"

namespace drydock {
namespace {

/// The most open brackets, and the most open levels of indentation, that Go's libraries take.
constexpr size_t kMaxDepth = 10000;

/// A key without "?" must end within as many characters.
constexpr ptrdiff_t kMaxKeyLength = 1024;

size_t count_characters(const char* begin, const char* end) {
  size_t count = 0;
  for (const char* p = begin; p < end; ++p) {
    count += (static_cast<uint8_t>(*p) & 0xC0) != 0x80;
  }
  return count;
}

/// The first byte above 0x7F, or the end.
const char* find_wide(const char* begin, const char* end) {
  constexpr uint64_t kHighBits = 0x8080808080808080;
  while (end - begin >= 8) {
    uint64_t word;
    std::memcpy(&word, begin, 8);
    if ((word & kHighBits) != 0) break;
    begin += 8;
  }
  while (begin < end && static_cast<uint8_t>(*begin) < 0x80) ++begin;
  return begin;
}

}  // namespace

YamlScanner::YamlScanner(YamlSyntaxErrors& errors, const YamlInput& input, YamlDialect dialect,
                         Arena& arena)
    : arena_(arena),
      input_(input),
      errors_(errors),
      v3_(dialect == YamlDialect::Kustomize),
      p_(input.text.data()),
      end_(input.text.data() + input.text.size()),
      line_start_(p_),
      counted_(p_),
      next_wide_(find_wide(p_, end_)) {
  keys_.emplace_back();
}

void YamlScanner::skip() {
  available_ = false;
  ++parsed_;
  ++head_;
  if (head_ == tokens_.size()) {
    tokens_.clear();
    key_levels_.clear();
    head_ = 0;
  } else if (head_ >= 64 && head_ * 2 >= tokens_.size()) {
    auto taken = static_cast<ptrdiff_t>(head_);
    tokens_.erase(tokens_.begin(), tokens_.begin() + taken);
    key_levels_.erase(key_levels_.begin(), key_levels_.begin() + taken);
    head_ = 0;
  }
}

void YamlScanner::fetch_more() {
  // v3 reads two tokens ahead to place its comments, so an error there comes before what the parser
  // would say of the token at the head.
  size_t ahead = v3_ ? 2 : 0;
  while (tokens_.size() - head_ <= ahead || head_may_be_key()) fetch_next();
  available_ = true;
}

/// Whether a "key" token may still have to go before the head of the queue. When the key that it
/// might have begun was given up, Go looks at the one that has taken its place: that makes it read
/// further, and decides which of two errors comes first.
bool YamlScanner::head_may_be_key() {
  int32_t level = key_levels_[head_];
  if (level < 0 || static_cast<size_t>(level) >= keys_.size()) return false;
  return is_valid_key(keys_[static_cast<size_t>(level)]);
}

void YamlScanner::fetch_next() {
  if (!stream_started_) {
    stream_started_ = true;
    check_input_end(1);
    return push(YamlTokenType::StreamStart, mark());
  }
  YamlMark before = mark();
  skip_to_next_token();
  YamlMark here = mark();
  unroll_indent(here.column, v3_ ? before : here);
  check_input_end(4);
  fetch_token();
  check_input_end(2);
  if (v3_ && tokens_.back().type != YamlTokenType::BlockEntry) skip_line_comment();
}

void YamlScanner::fetch_token() {
  if (p_ == end_) return fetch_stream_end();
  if (at_line_start()) {
    if (*p_ == '%') return fetch_directive();
    if (is_document_indicator()) {
      return fetch_document_indicator(*p_ == '-' ? YamlTokenType::DocumentStart
                                                 : YamlTokenType::DocumentEnd);
    }
  }
  bool flow = flow_level_ > 0;
  switch (*p_) {
    case '[':
      return fetch_flow_start(YamlTokenType::FlowSequenceStart);
    case '{':
      return fetch_flow_start(YamlTokenType::FlowMappingStart);
    case ']':
      return fetch_flow_end(YamlTokenType::FlowSequenceEnd);
    case '}':
      return fetch_flow_end(YamlTokenType::FlowMappingEnd);
    case ',':
      return fetch_flow_entry();
    case '-':
      return is_blankz(p_ + 1) ? fetch_block_entry() : fetch_plain_or_fail();
    case '?':
      return flow || is_blankz(p_ + 1) ? fetch_key() : fetch_plain_or_fail();
    case ':':
      return flow || is_blankz(p_ + 1) ? fetch_value() : fetch_plain_or_fail();
    case '*':
      return fetch_anchor(YamlTokenType::Alias);
    case '&':
      return fetch_anchor(YamlTokenType::Anchor);
    case '!':
      return fetch_tag();
    case '|':
    case '>':
      return flow ? fetch_plain_or_fail() : fetch_block_scalar(*p_ == '|');
    case '\'':
    case '"':
      return fetch_quoted_scalar(*p_);
    default:
      return fetch_plain_or_fail();
  }
}

void YamlScanner::fetch_plain_or_fail() {
  bool may_start;
  switch (*p_) {
    case ' ':
    case '#':
    case '|':
    case '>':
    case '%':
    case '@':
    case '`':
      may_start = false;
      break;
    default:
      may_start = !is_break(p_);
      break;
  }
  if (*p_ == '\t') fail_here(YamlProblem::TabCannotStart);
  if (!may_start) fail_here(YamlProblem::CannotStart);
  fetch_plain_scalar();
}

void YamlScanner::push(YamlTokenType type, YamlMark start, uint8_t width) {
  YamlToken token;
  token.type = type;
  token.start = start;
  token.width = width;
  push(std::move(token));
}

void YamlScanner::push(YamlToken token) {
  tokens_.push_back(std::move(token));
  key_levels_.push_back(next_key_level_);
  next_key_level_ = -1;
}

/// Puts a token before the one with this number; behind all others when that one is gone already,
/// as may happen after `forget_key_head`.
void YamlScanner::insert(size_t token_number, YamlTokenType type, YamlMark mark) {
  if (token_number < parsed_) return push(type, mark);
  YamlToken token;
  token.type = type;
  token.start = mark;
  tokens_.insert(tokens_.begin() + static_cast<ptrdiff_t>(head_ + token_number - parsed_), token);
  key_levels_.push_back(-1);
}

bool YamlScanner::is_beyond_key_length(const SimpleKey& key) const {
  if (p_ - key.at <= kMaxKeyLength) return false;
  return count_characters(key.at, p_) > static_cast<size_t>(kMaxKeyLength);
}

bool YamlScanner::is_valid_key(SimpleKey& key) {
  if (!key.possible) return false;
  if (key.mark.line == line_ && !is_beyond_key_length(key)) return true;
  if (key.required) fail(YamlProblem::NoColon, key.mark);
  key.possible = false;
  return false;
}

void YamlScanner::save_simple_key() {
  if (!simple_key_allowed_) return;
  YamlMark here = mark();
  remove_simple_key();
  SimpleKey& key = keys_.back();
  key.possible = true;
  key.required = flow_level_ == 0 && indent_ == here.column;
  key.token_number = next_token_number();
  key.at = p_;
  key.mark = here;
  next_key_level_ = static_cast<int32_t>(keys_.size()) - 1;
}

void YamlScanner::remove_simple_key() {
  SimpleKey& key = keys_.back();
  if (!key.possible) return;
  if (key.required) fail(YamlProblem::NoColon, key.mark);
  key.possible = false;
  forget_key_head(key.token_number);
}

/// Opens a block collection when the column is beyond the current indentation.
void YamlScanner::roll_indent(uint32_t column, ptrdiff_t token_number, YamlTokenType type,
                              YamlMark mark) {
  if (flow_level_ > 0 || indent_ >= column) return;
  indents_.push_back(indent_);
  indent_ = column;
  if (indents_.size() > kMaxDepth) fail(YamlProblem::TooDeep, keys_.back().mark);
  if (token_number < 0) {
    push(type, mark);
  } else {
    insert(static_cast<size_t>(token_number), type, mark);
  }
}

/// Closes the block collections that the column has left. v3 takes them to end behind the token
/// before, so that comments fall outside.
void YamlScanner::unroll_indent(int64_t column, YamlMark at) {
  if (flow_level_ > 0) return;
  while (indent_ > column) {
    push(YamlTokenType::BlockEnd, at);
    indent_ = indents_.back();
    indents_.pop_back();
  }
}

void YamlScanner::end_blocks() {
  unroll_indent(-1, mark());
  remove_simple_key();
  simple_key_allowed_ = false;
}

void YamlScanner::fetch_stream_end() {
  if (column() != 0) begin_line();
  end_blocks();
  push(YamlTokenType::StreamEnd, mark());
}

void YamlScanner::fetch_document_indicator(YamlTokenType type) {
  end_blocks();
  push(type, mark(), 3);
  p_ += 3;
  after_line_break_ = false;
}

void YamlScanner::fetch_flow_start(YamlTokenType type) {
  save_simple_key();
  YamlMark here = mark();
  SimpleKey& inner = keys_.emplace_back();
  inner.mark = here;
  inner.token_number = next_token_number();
  ++flow_level_;
  if (flow_level_ > kMaxDepth) fail(YamlProblem::TooDeep, here);
  simple_key_allowed_ = true;
  push(type, here, 1);
  ++p_;
  after_line_break_ = false;
}

void YamlScanner::fetch_flow_end(YamlTokenType type) {
  remove_simple_key();
  if (flow_level_ > 0) {
    --flow_level_;
    // A level of brackets within which nothing could be a key has the number of the bracket itself,
    // so Go forgets that the bracket may begin one: v2 refuses "? []: x", and v3 has read further.
    forget_key_head(keys_.back().token_number);
    keys_.pop_back();
  }
  simple_key_allowed_ = false;
  push(type, mark(), 1);
  ++p_;
  after_line_break_ = false;
}

/// The token with this number begins no key after all.
void YamlScanner::forget_key_head(size_t token_number) {
  if (token_number < parsed_) return;
  size_t index = head_ + token_number - parsed_;
  if (index < key_levels_.size()) key_levels_[index] = -1;
}

void YamlScanner::fetch_flow_entry() {
  remove_simple_key();
  simple_key_allowed_ = true;
  push(YamlTokenType::FlowEntry, mark(), 1);
  ++p_;
  after_line_break_ = false;
}

void YamlScanner::fetch_block_entry() {
  YamlMark here = mark();
  if (flow_level_ == 0) {
    if (!simple_key_allowed_) fail_here(YamlProblem::EntryNotAllowed);
    roll_indent(here.column, -1, YamlTokenType::BlockSequenceStart, here);
  }
  remove_simple_key();
  simple_key_allowed_ = true;
  push(YamlTokenType::BlockEntry, here, 1);
  ++p_;
  after_line_break_ = false;
}

void YamlScanner::fetch_key() {
  YamlMark here = mark();
  if (flow_level_ == 0) {
    if (!simple_key_allowed_) fail_here(YamlProblem::KeyNotAllowed);
    roll_indent(here.column, -1, YamlTokenType::BlockMappingStart, here);
  }
  remove_simple_key();
  simple_key_allowed_ = flow_level_ == 0;
  push(YamlTokenType::Key, here, 1);
  ++p_;
  after_line_break_ = false;
}

void YamlScanner::fetch_value() {
  YamlMark here = mark();
  SimpleKey& key = keys_.back();
  if (is_valid_key(key)) {
    // What was read before the ':' turns out to be a key, and perhaps the first one of a mapping.
    insert(key.token_number, YamlTokenType::Key, key.mark);
    roll_indent(key.mark.column, static_cast<ptrdiff_t>(key.token_number),
                YamlTokenType::BlockMappingStart, key.mark);
    key.possible = false;
    forget_key_head(key.token_number);
    simple_key_allowed_ = false;
  } else {
    if (flow_level_ == 0) {
      if (!simple_key_allowed_) fail_here(YamlProblem::ValueNotAllowed);
      roll_indent(here.column, -1, YamlTokenType::BlockMappingStart, here);
    }
    simple_key_allowed_ = flow_level_ == 0;
  }
  push(YamlTokenType::Value, here, 1);
  ++p_;
  after_line_break_ = false;
}

bool YamlScanner::is_break_character(const char* p) const {
  auto byte = [p](int i) { return static_cast<uint8_t>(p[i]); };
  switch (byte(0)) {
    case '\n':
    case '\r':
      return true;
    case 0xC2:
      return byte(1) == 0x85;  // NEL
    case 0xE2:
      return byte(1) == 0x80 && (byte(2) == 0xA8 || byte(2) == 0xA9);  // LS, PS
    default:
      return false;
  }
}

/// Three dashes or points before a blank; the caller knows that a line begins here.
bool YamlScanner::is_document_indicator() const {
  if (*p_ != '-' && *p_ != '.') return false;
  return p_[1] == *p_ && p_[2] == *p_ && is_blankz(p_ + 3);
}

/// Steps over a line break.
void YamlScanner::next_line() {
  switch (static_cast<uint8_t>(*p_)) {
    case '\r':
      p_ += p_[1] == '\n' ? 2 : 1;
      break;
    case 0xC2:
      p_ += 2;
      break;
    case 0xE2:
      p_ += 3;
      break;
    default:
      ++p_;
      break;
  }
  begin_line();
  after_line_break_ = true;
}

/// Steps over a line break and appends it: as "\n", but LS and PS as they are.
void YamlScanner::append_break(std::string& out) {
  if (static_cast<uint8_t>(*p_) == 0xE2) {
    out.append(p_, 3);
  } else {
    out.push_back('\n');
  }
  next_line();
}

void YamlScanner::count_wide() {
  continuation_bytes_ +=
      static_cast<uint32_t>(p_ - counted_) - static_cast<uint32_t>(count_characters(counted_, p_));
  counted_ = p_;
  next_wide_ = find_wide(p_, end_);
}

void YamlScanner::begin_line() {
  ++line_;
  line_start_ = p_;
  counted_ = p_;
  continuation_bytes_ = 0;
  if (next_wide_ < p_) next_wide_ = find_wide(p_, end_);
}

void YamlScanner::fail(YamlProblem problem, YamlMark context) {
  check_input_end(4);
  errors_.fail_scan(problem, context, mark());
}

/// Fails when fewer characters are left than Go would look at, and more would follow but for a byte
/// that is no character.
void YamlScanner::check_input_end(ptrdiff_t needed) {
  if (!input_.problem || end_ - p_ >= needed) return;
  const YamlInputProblem& problem = *input_.problem;
  SourcePos where = errors_.position_of(problem.offset);
  errors_.fail_with("yaml-encoding", std::string(problem.message), problem.go_text, where);
}

}  // namespace drydock

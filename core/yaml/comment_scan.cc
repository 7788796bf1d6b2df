#include "core/yaml/comment_scan.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>

#include "core/arena.h"
#include "core/yaml/input.h"
#include "core/yaml/syntax_error.h"

namespace drydock {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }

/// A token that stands in the text.
struct RealToken {
  YamlTokenType type;
  size_t at = 0;
  size_t end = 0;         // behind its last character
  bool reads_on = false;  // its scanner goes on to the next character that is no blank
};

bool is_block_text(const YamlToken& token) {
  return token.type == YamlTokenType::Scalar &&
         (token.style == NodeStyle::Literal || token.style == NodeStyle::Folded);
}

bool is_implied(const YamlToken& token) {
  switch (token.type) {
    case YamlTokenType::BlockMappingStart:
    case YamlTokenType::BlockSequenceStart:
    case YamlTokenType::BlockEnd:
    case YamlTokenType::Key:
      return true;
    default:
      return false;
  }
}

/// Tokens of what is done without.
bool is_rare(const YamlToken& token) {
  switch (token.type) {
    case YamlTokenType::VersionDirective:
    case YamlTokenType::TagDirective:
    case YamlTokenType::DocumentStart:
    case YamlTokenType::DocumentEnd:
    case YamlTokenType::Alias:
    case YamlTokenType::Anchor:
    case YamlTokenType::Tag:
      return true;
    case YamlTokenType::Key:
      return token.width != 0;  // "?"
    default:
      return false;
  }
}

/// A place in the text. Lines and columns count from 0; where a comment begins its column counts
/// from 1, as in the original.
struct Place {
  size_t at = 0;
  int line = 0;
  int column = 0;
};

class Scan {
 public:
  explicit Scan(std::string_view text) : text_(text) {}

  bool run(const SourceFile& file) {
    if (!read_tokens(file)) return false;
    find_arrivals();
    for (size_t i = 0; i < real_.size(); ++i) {
      take_indents(i);
      if (!scan_behind(i)) return false;
    }
    return true;
  }

  CommentScan result;

 private:
  // The tokens.

  bool read_tokens(const SourceFile& file) {
    Arena arena;
    YamlInput input = read_yaml_input(text_, arena);
    if (input.problem || input.text != text_) return false;
    YamlSyntaxErrors errors(file, YamlDialect::Kustomize);
    YamlScanner scanner(errors, input, YamlDialect::Kustomize, arena);
    size_t line = 0, line_start = 0;
    for (bool ends = false; !ends; scanner.skip()) {
      const YamlToken& token = scanner.peek();
      if (is_rare(token)) return false;
      for (; line < token.start.line; ++line) line_start = text_.find('\n', line_start) + 1;
      // Tokens that are implied may begin before those that come before them.
      for (; line > token.start.line; --line) line_start = start_of_line_before(line_start);
      size_t at = advance(line_start, token.start.column);
      result.tokens.push_back({token.type, at, 0, false});
      columns_.push_back(token.start.column);
      if (is_block_text(token) && has_header_comment(at)) return false;
      if (!is_implied(token)) {
        real_.push_back(real_token(token, at));
        real_tokens_.push_back(result.tokens.size() - 1);
      }
      ends = token.type == YamlTokenType::StreamEnd;
    }
    return true;
  }

  bool has_header_comment(size_t at) const {
    std::string_view header = text_.substr(at, text_.find('\n', at) - at);
    return header.find('#') != header.npos;
  }

  size_t start_of_line_before(size_t line_start) const {
    size_t found = line_start < 2 ? text_.npos : text_.rfind('\n', line_start - 2);
    return found == text_.npos ? 0 : found + 1;
  }

  /// So many characters further.
  size_t advance(size_t at, uint32_t characters) const {
    for (; characters > 0 && at < text_.size(); --characters) {
      ++at;
      while (at < text_.size() && (static_cast<uint8_t>(text_[at]) & 0xC0) == 0x80) ++at;
    }
    return at;
  }

  RealToken real_token(const YamlToken& token, size_t at) const {
    RealToken real{token.type, at, at + token.width, false};
    if (token.type == YamlTokenType::StreamStart) real.end = 0;
    if (token.type != YamlTokenType::Scalar) return real;
    real.end = std::min(at + token.length, text_.size());
    real.reads_on = token.style == NodeStyle::Plain;
    if (!is_block_text(token)) return real;
    real.reads_on = true;
    size_t header_end = std::min(text_.find('\n', at), text_.size());
    while (real.end > header_end &&
           (is_blank(text_[real.end - 1]) || text_[real.end - 1] == '\n')) {
      --real.end;
    }
    real.end = std::max(real.end, header_end);
    return real;
  }

  /// Which fetch brings which token: ends of blocks and starts of sequences come with the token
  /// behind them, what makes a scalar a key with the ":" behind it.
  void find_arrivals() {
    size_t next = 0;
    for (size_t i = 0; i < result.tokens.size(); ++i) {
      FetchedToken& token = result.tokens[i];
      bool is_of_key =
          token.type == YamlTokenType::Key || token.type == YamlTokenType::BlockMappingStart;
      token.arrival = is_of_key ? next + 1 : next;
      if (next < real_tokens_.size() && real_tokens_[next] == i) ++next;
    }
    by_arrival_.resize(result.tokens.size());
    std::iota(by_arrival_.begin(), by_arrival_.end(), size_t{0});
    std::stable_sort(by_arrival_.begin(), by_arrival_.end(), [&](size_t a, size_t b) {
      return result.tokens[a].arrival < result.tokens[b].arrival;
    });
    for (size_t i = 1; i < real_.size(); ++i) {
      if (real_[i].type != YamlTokenType::Scalar) continue;
      std::string_view between = text_.substr(real_[i - 1].end, real_[i].at - real_[i - 1].end);
      bool may_be_key = real_[i - 1].type == YamlTokenType::BlockEntry ||
                        real_[i - 1].type == YamlTokenType::StreamStart ||
                        between.find('\n') != between.npos;
      result.tokens[real_tokens_[i]].waits = may_be_key && stays_on_line(real_[i]);
    }
  }

  /// Whether the scanner is on the token's line when it has it.
  bool stays_on_line(const RealToken& token) const {
    std::string_view whole = text_.substr(token.at, token.end - token.at);
    if (whole.find('\n') != whole.npos) return false;
    if (!token.reads_on) return true;
    size_t next = std::min(text_.find_first_not_of(" \t", token.end), text_.size());
    return next < text_.size() && text_[next] != '\n';
  }

  /// The columns of the blocks that are open after a fetch; fetches come in their order.
  void take_indents(size_t fetch) {
    for (; taken_ < by_arrival_.size(); ++taken_) {
      const FetchedToken& token = result.tokens[by_arrival_[taken_]];
      if (token.arrival != fetch) return;
      switch (token.type) {
        case YamlTokenType::BlockEnd:
          end_block(result.tokens[by_arrival_[taken_]]);
          break;
        case YamlTokenType::BlockMappingStart:
        case YamlTokenType::BlockSequenceStart:
          indents_.push_back(static_cast<int>(columns_[by_arrival_[taken_]]));
          break;
        case YamlTokenType::FlowSequenceStart:
        case YamlTokenType::FlowMappingStart:
          ++flow_level_;
          break;
        case YamlTokenType::FlowSequenceEnd:
        case YamlTokenType::FlowMappingEnd:
          --flow_level_;
          break;
        default:
          break;
      }
    }
  }

  /// A block ends where the last token did, or before comments in the column of the block, so that
  /// those that stand further out are the feet of blocks around it.
  void end_block(FetchedToken& token) {
    if (indents_.empty()) return;
    bool ends_all =
        real_[token.arrival].type == YamlTokenType::StreamEnd && indents_.back() <= place_.column;
    auto place = ends_all ? std::exchange(stream_end_, 0) : std::exchange(scan_start_, 0);
    if (place > 0) block_end_ = static_cast<ptrdiff_t>(place) - 1;
    ptrdiff_t stop = block_end_;
    for (size_t i = result.comments.size(); i-- > 0;) {
      const ScannedComment& comment = result.comments[i];
      if (comment.arrival != token.arrival || comment.kind == ScannedComment::Kind::Line) break;
      if (static_cast<ptrdiff_t>(comment.end) < stop) break;
      if (comment.column == indents_.back() + 1) {
        block_end_ = static_cast<ptrdiff_t>(comment.begin);
      }
      stop = static_cast<ptrdiff_t>(comment.looked_at);
    }
    token.at = static_cast<size_t>(std::max<ptrdiff_t>(block_end_, 0));
    indents_.pop_back();
  }

  int indent() const { return indents_.empty() ? 0 : indents_.back(); }

  // The comments between two tokens.

  char character(size_t at) const { return at < text_.size() ? text_[at] : '\0'; }

  void go_to(size_t at) {
    for (; place_.at < at; ++place_.at) {
      char c = character(place_.at);
      if (c == '\n') {
        ++place_.line;
        place_.column = 0;
        ++newlines_;
      } else {
        if ((static_cast<uint8_t>(c) & 0xC0) != 0x80) ++place_.column;
        if (!is_blank(c)) newlines_ = 0;
      }
    }
  }

  bool scan_behind(size_t i) {
    const RealToken& token = real_[i];
    go_to(token.end);
    size_t stop = i + 1 < real_.size() ? real_[i + 1].at : text_.size();
    if (token.reads_on) {
      size_t next = std::min(text_.find_first_not_of(" \t\n", token.end), text_.size());
      go_to(next);
    }
    if (token.type != YamlTokenType::BlockEntry && token.type != YamlTokenType::StreamStart) {
      if (!scan_line_comment(i)) return false;
    }
    Place scan_mark = place_;
    scan_start_ = scan_mark.at;
    stream_end_ = text_.size();
    while (place_.at < stop) {
      char c = character(place_.at);
      if (c == '#') {
        if (flow_level_ > 0) return false;
        scan_comments(i, scan_mark);
      } else {
        go_to(place_.at + 1);
      }
    }
    return true;
  }

  /// One behind a token on its line. Behind the colon it is the key's. False in brackets.
  bool scan_line_comment(size_t i) {
    if (newlines_ > 0) return true;
    size_t at = std::min(text_.find_first_not_of(" \t", place_.at), text_.size());
    if (character(at) != '#') return true;
    if (flow_level_ > 0) return false;
    size_t end = std::min(text_.find('\n', at), text_.size());
    bool is_keys = real_[i].type == YamlTokenType::Value;
    size_t owner = is_keys && i > 0 ? real_[i - 1].at : real_[i].at;
    result.comments.push_back(
        {ScannedComment::Kind::Line, std::string(text_.substr(at, end - at)), owner, i});
    go_to(end);
    return true;
  }

  /// Lines of comments, up to the next token. What they are depends on empty lines and columns.
  void scan_comments(size_t i, Place scan_mark) {
    const RealToken& token = real_[i];
    size_t owner = token.at;
    Place start;
    bool recent_empty = false;
    bool first_empty = newlines_ <= 1;
    int line = place_.line;
    int column = place_.column;
    std::string text;
    int foot_line = -1;
    if (scan_mark.line > 0) {
      foot_line = place_.line - newlines_ + 1;
      if (newlines_ == 0 && place_.column > 1) ++foot_line;
    }
    size_t looked_at = scan_mark.at;
    auto add = [&](ScannedComment::Kind kind, size_t owner, size_t end) {
      result.comments.push_back(
          {kind, std::exchange(text, ""), owner, i + 1, start.at, start.column, end, looked_at});
    };
    auto end_foot = [&](size_t at) {
      add(ScannedComment::Kind::Foot, owner, at);
      looked_at = owner = at;
    };
    size_t at = place_.at;
    for (;; ++at) {
      if ((static_cast<uint8_t>(character(at)) & 0xC0) != 0x80) ++column;
      char c = character(at);
      if (is_blank(c)) continue;
      if (c == '\0' || c == '\n') {
        if (!recent_empty) {
          bool is_foot = (start.line == foot_line && token.type != YamlTokenType::Value) ||
                         start.column - 1 < indent();
          if (first_empty && is_foot) {
            if (!text.empty()) {
              if (start.column - 1 < indent()) owner = start.at;
              end_foot(at);
            }
          } else if (!text.empty() && c != '\0') {
            text += '\n';
          }
        }
        if (c == '\0') break;
        first_empty = false;
        recent_empty = true;
        column = 0;
        ++line;
        continue;
      }
      if (!text.empty() && column - 1 < indent() && column != start.column) end_foot(at);
      if (c != '#') break;
      if (text.empty()) {
        start = {at, line, column};
      } else {
        text += '\n';
      }
      recent_empty = false;
      size_t end = std::min(text_.find('\n', at), text_.size());
      text.append(text_, at, end - at);
      go_to(end);
      // The line break is passed over, and its line not counted.
      at = end;
      column = 0;
      line = place_.line;
    }
    if (!text.empty()) add(ScannedComment::Kind::Head, start.at, at - 1);
  }

  std::string_view text_;
  std::vector<RealToken> real_;
  std::vector<size_t> real_tokens_;  // where they are in the result
  std::vector<uint32_t> columns_;    // of the tokens of the result
  std::vector<size_t> by_arrival_;   // tokens of the result
  size_t taken_ = 0;                 // of these
  std::vector<int> indents_;
  int flow_level_ = 0;
  Place place_;
  // Where ends of blocks are looked for: once at each, then from the end before on.
  size_t scan_start_ = 0, stream_end_ = 0;
  ptrdiff_t block_end_ = 0;
  int newlines_ = 0;  // since the last character that was no blank
};

}  // namespace

std::optional<CommentScan> scan_yaml_comments(const SourceFile& file) {
  std::string_view text = file.text;
  if (text.find_first_of("\r\x85") != text.npos || text.find("\xE2\x80") != text.npos ||
      text.find('\0') != text.npos) {
    return std::nullopt;
  }
  Scan scan(text);
  if (!scan.run(file)) return std::nullopt;
  return std::move(scan.result);
}

}  // namespace drydock

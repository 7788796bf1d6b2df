#include "core/yaml/comments.h"

#include <utility>

#include "core/stack_guard.h"
#include "core/yaml/comment_scan.h"

namespace drydock {
namespace {

constexpr size_t kStackBytes = size_t{4} * 1024 * 1024;

void append_line(std::string& lines, std::string_view more) {
  if (!lines.empty()) lines += '\n';
  lines += more;
}

/// Goes through the tokens as go-yaml v3's parser and decoder do, along the tree that they make.
/// Which comments a node gets depends on what the scanner has seen when the parser takes it: two
/// tokens more than it needs.
class Assign {
 public:
  explicit Assign(CommentScan& scan) : scan_(scan), stack_(kStackBytes) {}

  /// False when the tree is not that of the tokens.
  bool run(const Node& root) {
    if (peek() != YamlTokenType::StreamStart) return false;
    skip();
    peek();
    split_document_head();
    if (!node(root, true, false)) return false;
    if (peek() != YamlTokenType::StreamEnd) return false;
    YamlComments last = take();
    result.foot = last.foot.empty() ? std::move(last.head) : std::move(last.foot);
    return true;
  }

  YamlDocumentComments result;

 private:
  // Tokens.

  YamlTokenType peek() {
    const FetchedToken& token = scan_.tokens[at_];
    if (!available_) fetch();
    available_ = true;
    while (next_comment_ < scan_.comments.size()) {
      ScannedComment& comment = scan_.comments[next_comment_];
      if (comment.arrival > fetched_ || token.at < comment.at) break;
      if (comment.kind == ScannedComment::Kind::Head) {
        if (token.type == YamlTokenType::BlockEnd) break;  // it is that of what follows
        append_line(now_.head, comment.text);
      } else {
        append_line(comment.kind == ScannedComment::Kind::Foot ? now_.foot : now_.line,
                    comment.text);
      }
      ++next_comment_;
    }
    return token.type;
  }

  void skip() {
    available_ = false;
    if (at_ + 1 < scan_.tokens.size()) ++at_;
  }

  /// Until the token at the head and two more are there, and it is known whether a scalar at the
  /// head is a key.
  void fetch() {
    constexpr size_t kAhead = 3;
    size_t last = scan_.tokens.back().arrival;
    while (fetched_ < last && (count_there(kAhead) < kAhead || head_waits())) ++fetched_;
  }

  size_t count_there(size_t most) const {
    size_t count = 0;
    // One that has not come yet may stand before those that have.
    for (size_t i = at_; i < scan_.tokens.size() && count < most; ++i) {
      const FetchedToken& token = scan_.tokens[i];
      count += token.arrival <= fetched_;
      if (token.arrival > fetched_ + 1) break;
    }
    return count;
  }

  /// Whether the scalar at the head is the last one that was fetched, and may be a key.
  bool head_waits() const {
    for (size_t i = at_; i < scan_.tokens.size(); ++i) {
      const FetchedToken& token = scan_.tokens[i];
      if (token.arrival <= fetched_) return token.waits && token.arrival == fetched_;
    }
    return false;
  }

  // Comments.

  YamlComments take() { return std::exchange(now_, YamlComments()); }

  void give(const Node& node, YamlComments comments) {
    if (comments.head.empty() && comments.line.empty() && comments.foot.empty()) return;
    result.of[&node] = std::move(comments);
  }

  std::string& foot_of(const Node& node) { return result.of[&node].foot; }

  std::string take_foot(const Node& node) {
    auto found = result.of.find(&node);
    return found == result.of.end() ? "" : std::exchange(found->second.foot, "");
  }

  /// What stands before the last empty line is the document's.
  void split_document_head() {
    std::string& head = now_.head;
    for (size_t i = head.size(); i-- > 1;) {
      if (head[i] != '\n') continue;
      bool ends = i + 1 == head.size();
      if (!ends && head[i - 1] != '\n') continue;
      result.head = head.substr(0, ends ? i : i - 1);
      head.erase(0, i + 1);
      return;
    }
  }

  /// Before a block within an item of a list, what stood above the "-" is the block's.
  void split_stem(size_t stem_size) {
    if (stem_size == 0) return;
    YamlTokenType next = peek();
    if (next != YamlTokenType::BlockSequenceStart && next != YamlTokenType::BlockMappingStart) {
      return;
    }
    stem_ = now_.head.substr(0, stem_size);
    now_.head.erase(0, std::min(stem_size + 1, now_.head.size()));
  }

  // Nodes.

  bool node(const Node& node, bool block, bool indentless) {
    if (stack_.exhausted()) return false;
    switch (peek()) {
      case YamlTokenType::Scalar:
        if (!node.is_scalar()) return false;
        give(node, take());
        stem_.clear();
        skip();
        return true;
      case YamlTokenType::FlowSequenceStart:
      case YamlTokenType::FlowMappingStart:
        return flow(node);
      case YamlTokenType::BlockEntry:
        return indentless && node.is_sequence() && entries(node, true);
      case YamlTokenType::BlockSequenceStart:
        if (!block || !node.is_sequence()) return false;
        give_stem(node);
        skip();
        return entries(node, false);
      case YamlTokenType::BlockMappingStart:
        if (!block || !node.is_mapping()) return false;
        give_stem(node);
        skip();
        return pairs(node);
      default:
        return false;
    }
  }

  void give_stem(const Node& node) {
    if (stem_.empty()) return;
    give(node, {std::exchange(stem_, ""), "", ""});
  }

  /// Within braces and brackets there are no comments; behind them there may be.
  bool flow(const Node& node) {
    YamlComments before = take();
    stem_.clear();
    size_t depth = 0;
    do {
      YamlTokenType type = peek();
      if (type == YamlTokenType::StreamEnd) return false;
      depth += type == YamlTokenType::FlowSequenceStart || type == YamlTokenType::FlowMappingStart;
      bool ends = type == YamlTokenType::FlowSequenceEnd || type == YamlTokenType::FlowMappingEnd;
      if (ends && --depth == 0) break;
      skip();
    } while (true);
    YamlComments behind = take();
    skip();
    give(node, {std::move(before.head), std::move(behind.line), std::move(behind.foot)});
    return true;
  }

  bool entries(const Node& node, bool indentless) {
    for (const Node* item : node.elements()) {
      if (peek() != YamlTokenType::BlockEntry) return false;
      size_t stem_size = now_.head.size();
      skip();
      split_stem(stem_size);
      YamlTokenType next = peek();
      bool is_empty = next == YamlTokenType::BlockEntry || next == YamlTokenType::BlockEnd ||
                      (indentless && (next == YamlTokenType::Key || next == YamlTokenType::Value));
      if (!is_empty && !this->node(*item, true, false)) return false;
    }
    if (indentless) return peek() != YamlTokenType::BlockEntry;
    if (peek() != YamlTokenType::BlockEnd) return false;
    skip();
    return true;
  }

  bool has_content() {
    YamlTokenType next = peek();
    return next != YamlTokenType::Key && next != YamlTokenType::Value &&
           next != YamlTokenType::BlockEnd;
  }

  bool pairs(const Node& node) {
    const Node* before = nullptr;
    for (const NodeEntry& pair : node.pairs()) {
      if (peek() != YamlTokenType::Key) return false;
      skip();
      if (has_content() && !this->node(*pair.key, true, true)) return false;
      // A foot of the key stands below the value before it.
      if (before) {
        std::string foot = take_foot(*pair.key);
        if (!foot.empty()) foot_of(*before) = std::move(foot);
      }
      if (peek() == YamlTokenType::Value) {
        skip();
        if (has_content() && !this->node(*pair.value, true, true)) return false;
      }
      std::string foot = take_foot(*pair.value);
      if (!foot.empty()) {
        bool has_own = !foot_of(*pair.key).empty();
        (has_own ? foot_of(*pair.value) : foot_of(*pair.key)) = std::move(foot);
      }
      before = pair.key;
    }
    if (peek() != YamlTokenType::BlockEnd) return false;
    YamlComments end = take();
    stem_.clear();
    skip();
    if (before && !end.foot.empty()) foot_of(*before) = std::move(end.foot);
    if (!end.line.empty()) result.of[&node].line = std::move(end.line);
    return true;
  }

  CommentScan& scan_;
  size_t at_ = 0;
  size_t fetched_ = 0;
  bool available_ = false;
  size_t next_comment_ = 0;
  YamlComments now_;  // what no node has yet
  std::string stem_;
  StackGuard stack_;
};

}  // namespace

std::optional<YamlDocumentComments> read_yaml_comments(const SourceFile& file, const Node& root) {
  std::optional<CommentScan> scan = scan_yaml_comments(file);
  if (!scan) return std::nullopt;
  Assign assign(*scan);
  if (!assign.run(root)) return std::nullopt;
  return std::move(assign.result);
}

}  // namespace drydock

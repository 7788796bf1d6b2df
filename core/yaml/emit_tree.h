#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/yaml/emit.h"
#include "core/yaml/emit_scalar.h"
#include "core/yaml/key_order.h"

namespace drydock {

/// A member of a mapping that is to be written.
template <class Ref>
struct YamlMember {
  std::string_view key;
  Ref value;
};

/// What both kinds of trees need to turn a text into a scalar.
class YamlStrings {
 public:
  /// `through_json` says that Go reads every text again from JSON before it writes it.
  YamlStrings(YamlEmitter emitter, bool through_json)
      : emitter_(emitter), through_json_(through_json) {}

  /// The scalar of a string value. Valid until the next call.
  YamlScalar value(std::string_view text) { return scalar(text, false); }
  /// The scalar of a key. Valid until the next call.
  YamlScalar key(std::string_view text) { return scalar(text, true); }

 private:
  YamlScalar scalar(std::string_view text, bool is_key) {
    YamlScalar result{text, shape_of_string(text, emitter_)};
    // A key may be refused for its length, but not below this one, whatever of it JSON escapes.
    constexpr size_t kLongestSafeKey = 160;
    if (result.shape.has(ScalarShape::kChangedByJson) ||
        (is_key && text.size() > kLongestSafeKey)) {
      make_unusual(result, is_key);
    }
    return result;
  }

  /// Invalid UTF-8, or a text that changes when it is read from JSON.
  void make_unusual(YamlScalar& scalar, bool is_key);

  YamlEmitter emitter_;
  bool through_json_;
  std::string buffer_;
};

/// The number as Go's YAML libraries print it: "1e+06", ".inf".
void append_yaml_float(std::string& out, double value, int bits = 64);
/// The same after a detour by JSON, which makes integers of whole numbers: "1000000". NaN and
/// infinities fail.
void append_yaml_float_through_json(std::string& out, double value, int bits = 64);

/// Writes a tree of any kind. `Source` says what the tree is made of:
///
///   using Ref = ...;                             a node, cheap to copy
///   static constexpr bool kMayRepeatKeys;        whether a mapping may have a key twice
///   NodeKind kind(Ref);
///   size_t size(Ref);                            number of members or items
///   Ref item(Ref, size_t);                       of a sequence
///   bool members(Ref, std::vector<YamlMember<Ref>>&);   appends them; true when they need sorting
///   YamlScalar scalar(Ref);                      valid until the next call
///   YamlScalar key(std::string_view);            the same
template <class Source>
class YamlTreeEmitter {
 public:
  using Ref = typename Source::Ref;

  YamlTreeEmitter(Source& source, std::string& out, YamlEmitter emitter,
                  const YamlEmitOptions& options)
      : source_(source),
        limit_(options.max_bytes < SIZE_MAX - out.size() ? out.size() + options.max_bytes
                                                         : SIZE_MAX),
        emitter_(emitter),
        output_(out, emitter) {
    levels_.reserve(16);
    members_.reserve(64);
  }

  void emit(Ref root) {
    write_node(root, false, -kStep);
    while (!levels_.empty()) write_next();
    output_.write_indent(0);
    output_.flush();
  }

 private:
  static constexpr int kStep = 2;

  /// An open container.
  struct Level {
    Ref container;
    bool is_mapping;
    int indent;
    size_t next;
    size_t count;
    size_t first_member;  // of a mapping, in members_
  };

  void write_next() {
    Level& level = levels_.back();
    if (level.next == level.count) {
      members_.resize(level.first_member);
      levels_.pop_back();
      return;
    }
    int indent = level.indent;
    size_t i = level.next++;
    output_.write_indent(indent);
    if (level.is_mapping) {
      YamlMember<Ref> member = members_[level.first_member + i];
      write_key(member.key, indent);
      write_node(member.value, true, indent);
    } else {
      output_.write_block_indicator('-');
      write_node(source_.item(level.container, i), false, indent);
    }
    if (output_.size() > limit_) fail("memory-limit", "a value is too large to be written as YAML");
  }

  void write_key(std::string_view text, int indent) {
    YamlScalar key = source_.key(text);
    if (key.is_simple_key()) {
      output_.write_scalar(key, indent + kStep, false);
      output_.write_colon();
      return;
    }
    output_.write_block_indicator('?');
    output_.write_scalar(key, indent + kStep, true);
    output_.write_indent(indent);
    output_.write_block_indicator(':');
  }

  void write_node(Ref node, bool in_mapping, int parent_indent) {
    int indent = parent_indent + kStep;
    switch (source_.kind(node)) {
      case NodeKind::Scalar:
        // Further lines of a scalar that is the whole document are indented, too.
        output_.write_scalar(source_.scalar(node), indent > 0 ? indent : kStep, true);
        return;
      case NodeKind::Mapping:
        if (source_.size(node) == 0) return output_.write_word("{}");
        open_mapping(node, indent);
        return;
      case NodeKind::Sequence:
        if (source_.size(node) == 0) return output_.write_word("[]");
        // v2 leaves the dashes below the key; but not behind ": ", where they stand on its line.
        if (emitter_ == YamlEmitter::V2 && in_mapping && !output_.indention()) indent -= kStep;
        open({node, false, indent, 0, source_.size(node), members_.size()});
        return;
    }
  }

  void open_mapping(Ref node, int indent) {
    size_t first = members_.size();
    bool unsorted = source_.members(node, members_);
    std::span<YamlMember<Ref>> added(members_.data() + first, members_.size() - first);
    if (unsorted) sort_by_yaml_key(added, emitter_);
    size_t count = Source::kMayRepeatKeys ? keep_last_of_equal_keys(added) : added.size();
    open({node, true, indent, 0, count, first});
  }

  /// The number of members that remain.
  static size_t keep_last_of_equal_keys(std::span<YamlMember<Ref>> members) {
    size_t kept = 0;
    for (const YamlMember<Ref>& member : members) {
      if (kept > 0 && members[kept - 1].key == member.key) --kept;
      members[kept++] = member;
    }
    return kept;
  }

  void open(Level level) {
    if (levels_.size() >= kMaxYamlEmitDepth) {
      fail("yaml-value", "exceeded max depth of " + std::to_string(kMaxYamlEmitDepth));
    }
    levels_.push_back(level);
  }

  Source& source_;
  size_t limit_;
  YamlEmitter emitter_;
  YamlOutput output_;
  std::vector<Level> levels_;
  std::vector<YamlMember<Ref>> members_;
};

}  // namespace drydock

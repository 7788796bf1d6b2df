#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/yaml/edit_text.h"
#include "core/yaml/layout.h"
#include "core/yaml/node.h"

namespace drydock {

/// A node together with its place.
struct YamlSpot {
  const Node* node;
  const YamlPlace* place;
  const YamlPlace* parent;  // null for the root
  size_t index;             // within the parent
  bool in_flow;             // the parent, or one above it, has braces or brackets

  /// The value of a pair, or an item. Not for an alias.
  YamlSpot child(size_t index) const;
  YamlSpot key(size_t index) const;
  const YamlPlaceEntry& entry() const { return parent->entries[index]; }
};

/// The last alias to one of the anchors that a change to the end of `trail` touches: those of the
/// nodes on the trail, and with `whole` those within its last node. Aliases within that one count
/// only without `whole`.
std::optional<YamlSpot> last_alias_to(const YamlSpot& root, std::span<const YamlSpot> trail,
                                      bool whole);

/// The splices of one change to a text.
class YamlChange {
 public:
  YamlChange(std::string_view text, const YamlLayout& layout, const YamlFileStyle& style)
      : text_(text), layout_(layout), style_(style) {}

  /// Gives a string the quotes of the one that it replaces.
  void adopt_style(const Node& old, Node& value, YamlDialect dialect) const;

  void replace(const YamlSpot& spot, const Node& value);
  /// Adds a pair, or an item (then without `key`), to a collection.
  void insert(const YamlSpot& spot, size_t index, const Node* key, const Node& value);
  void remove(const YamlSpot& spot, size_t index);
  /// `outer` ends in a scalar that is a word; the text of the value takes its place. `whole` is the
  /// result, for where the text cannot stay.
  void wrap(const YamlSpot& spot, const Node& outer, const Node& whole);
  void rename(const YamlPlace& key, const Node& name);
  /// Gives a value to a document that has none.
  void fill_document(const Node& value);

  std::string result() const;

 private:
  struct Splice {
    size_t at;
    size_t length;
    std::string text;
  };

  void keep_last_scalar(std::vector<Splice>& ordered) const;
  void splice(size_t begin, size_t end, std::string text);
  void replace_root(const YamlPlace& root, const Node& value);
  void replace_on_line(const YamlSpot& spot, std::string value);
  void replace_block_by_line(const YamlSpot& spot, const std::string& value);
  void replace_block(const YamlSpot& spot, const Node& value);
  void replace_by_block(const YamlSpot& spot, const Node& value);
  void insert_in_flow(const YamlSpot& spot, size_t index, const std::string& entry);
  void insert_on_lines(const YamlPlace& place, size_t index, const std::string& entry);
  void insert_in_block(const YamlSpot& spot, size_t index, const Node* key, const Node& value);
  void remove_from_flow(const YamlPlace& place, size_t index);
  void remove_from_block(const YamlPlace& place, size_t index);
  size_t end_of_block(const YamlSpot& spot) const;
  std::string moved_right(size_t begin, size_t end, size_t columns) const;
  std::string new_colon(const YamlSpot& spot) const;
  std::string gap_before(const YamlSpot& spot) const;
  size_t column(size_t at) const { return at - yaml_line_start(text_, at); }
  bool is_blank_between(size_t begin, size_t end) const;
  size_t behind_last_text(size_t end) const;

  std::string_view text_;
  const YamlLayout& layout_;
  const YamlFileStyle& style_;
  std::vector<Splice> splices_;
  bool open_literal_ = false;  // the new text ends in a literal that keeps its last line break
};

}  // namespace drydock

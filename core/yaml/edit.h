#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/yaml/node.h"

namespace drydock {

/// A key of a mapping or an index of a sequence.
using YamlStep = std::variant<std::string, size_t>;
using YamlPath = std::vector<YamlStep>;

/// A YAML text that is changed by splices: comments, blank lines, quotes, indentation and line
/// breaks of everything else stay as they are, and what is added looks like its neighbours. Changes
/// concern the first document. Merge keys ("<<") are keys like others.
///
/// Errors have no position in a file, as that is the editor's own: their message names it.
///
/// Each change is checked: the new text must read as the old one but for the changed value. What
/// cannot be done so, or asks for a place that does not exist, fails with rule `yaml-edit` and
/// leaves the text as it was. An alias is replaced by a copy of what it names where the change
/// would otherwise reach it or what it names.
class YamlEditor {
 public:
  /// Fails with the reader's error when the text cannot be read. `name` is what messages call it.
  explicit YamlEditor(std::string text, YamlDialect dialect = YamlDialect::Sigs,
                      std::string name = {});
  ~YamlEditor();
  YamlEditor(YamlEditor&&) noexcept;
  YamlEditor& operator=(YamlEditor&&) noexcept;

  const std::string& text() const;
  /// The first document as it is now; null when it is empty. Valid until the next change.
  const Node* root() const;
  /// A copy of it that later changes leave alone; null when it is empty.
  Node* copy_root(Arena& arena) const;
  /// The value at a path; null when there is none. Of repeated keys the last counts.
  const Node* find(const YamlPath& path) const;

  // Values must not be nodes of `root`, which go away with the change: see `copy_root`.

  /// Replaces the value, or adds it; mappings on the way are made. An index may be that behind the
  /// last item. A string that replaces a quoted one is quoted in the same way.
  void set(const YamlPath& path, const Node& value);
  /// Puts an item before that with this index of the sequence at `path`, which is made when missing
  /// or null.
  void insert(const YamlPath& path, size_t index, const Node& value);
  /// Removes a pair (all with this key) or an item with the comment on its line. False when there
  /// is none. A collection that loses its last entry becomes {} or [].
  bool remove(const YamlPath& path);
  /// Gives the key at the end of the path another name.
  void rename(const YamlPath& path, std::string_view key);
  /// Makes the value at `path` mean `value` by the smallest changes that are found: pairs and items
  /// that stay are not touched. The order of keys plays no part.
  void update(const YamlPath& path, const Node& value);
  /// Puts `outer` around the value at `path`: the value keeps its text, comments and all, and
  /// stands in place of what `hole` leads to within `outer`, the last value of the last of its
  /// collections.
  void wrap(const YamlPath& path, const Node& outer, const YamlPath& hole);

 private:
  struct Document;

  void commit(std::string text, const Node* expected);
  void separate(const YamlPath& path, bool whole);
  void update_mapping(const YamlPath& path, const Node& value);
  void update_sequence(const YamlPath& path, const Node& value);

  YamlDialect dialect_;
  std::unique_ptr<Document> document_;
};

/// Whether two trees mean the same to a reader of this dialect: order of keys, style, positions do
/// not count. Null stands for "no document".
bool same_meaning(const Node* a, const Node* b, YamlDialect dialect);

}  // namespace drydock

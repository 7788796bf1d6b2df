#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/arena.h"
#include "overlays/configs.h"

namespace drydock::overlays {

/// What a spec with `create` makes of a field that is missing, or null. A spec without it leaves
/// both alone.
enum class NewField : uint8_t {
  None,     // not made, whatever the spec says
  Scalar,   // an empty scalar of no type
  Text,     // an empty text
  Mapping,  // a mapping without entries
};

/// A place that a FieldSpec names, ready to be found in many objects.
///
/// A path is made of keys between slashes, with a backslash before a slash that belongs to a key,
/// and perhaps a slash at its beginning. Lists on the way are passed through: the rest of the path
/// counts for each element. `[]` behind a key says that a list stands there.
class FieldPlace {
 public:
  explicit FieldPlace(const FieldSpec& spec) : spec_(spec) {}

  const FieldSpec& spec() const { return spec_; }
  bool applies_to(const Gvk& gvk) const { return is_selected(gvk, spec_.gvk); }

  /// Calls `set` for every value at the place, also for a null; the node may be changed in place.
  /// Throws Error with rule `overlay-field` where a scalar stands in the way.
  void visit(Node& root, Arena& arena, NewField new_field,
             const std::function<void(Node&)>& set) const;

 private:
  struct Step {
    std::string key;           // without blanks around it
    bool is_list = false;      // a list stands there
    bool is_position = false;  // in a list
    bool is_empty = false;     // not even blanks
  };
  struct Visit;
  void split() const;

  FieldSpec spec_;
  mutable std::vector<Step> steps_;  // of the path, once it was visited: few places are
};

using FieldPlaces = std::vector<FieldPlace>;
FieldPlaces make_field_places(const FieldSpecs& specs);

/// Parts of a path between delimiters that no backslash precedes: kustomize's PathSplitter.
std::vector<std::string> split_path(std::string_view path, char delimiter);

/// The first value under a key, as kyaml finds it; null when missing.
Node* find_field(const Node& mapping, std::string_view key);
/// True for no node and for a null.
bool is_null(const Node* node);
/// Null, an empty mapping or an empty list.
bool is_null_or_empty(const Node* node);
/// "a mapping", "a list" or "a scalar", for messages.
std::string_view kind_name(const Node& node);

/// Gives the scalar `value` the style of the scalar it takes the place of, as kyaml's setter does:
/// a number set where quotes stood becomes a text, and a text stays one.
void keep_style(Node& value, const Node& old);

enum class ScalarMeaning : uint8_t {
  AsWritten,  // what the text says where it stands unquoted, also when it is changed again
  Number,
  Text,
};

/// `Node::tag_text` of a text that stands unquoted although it looks like something else. It is
/// written in quotes, but what takes its place is not.
extern const char kImpliedTextTag[];
/// That of a scalar which kyaml has set without a type: it means what its text says, whatever is
/// put there.
extern const char kNoTypeTag[];
/// Whether the file gave the scalar a tag.
inline bool has_own_tag(const Node& node) {
  return node.tag_text && node.tag_text != kImpliedTextTag && node.tag_text != kNoTypeTag;
}

/// Puts `text`, which lives in the build's arena, in the place of a scalar, and keeps its style.
/// The node counts as set by `origin`, if given. Throws Error with rule `overlay-field` for lists
/// and mappings.
void set_scalar(Node& node, std::string_view text, ScalarMeaning meaning, const Node* origin);
/// Makes a node stand where another does.
void set_position(Node& node, const Node& origin);

}  // namespace drydock::overlays

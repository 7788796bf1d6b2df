#include "overlays/transforms/patch_object.h"

#include <optional>

#include "core/yaml/resolve.h"
#include "overlays/field_specs.h"
#include "overlays/merge/strategic.h"

namespace drydock::overlays {
namespace {

/// Makes texts of the values of a map in the metadata, as kustomize does when it sets it anew.
void make_texts(Node& metadata, std::string_view field) {
  Node* map = find_field(metadata, field);
  if (!map) return;
  if (!map->is_mapping() || map->size == 0) {
    erase(metadata, field);
    return;
  }
  for (const NodeEntry& pair : map->pairs()) {
    // The key loses its quotes, the value keeps only its text.
    pair.key->style = NodeStyle::Plain;
    Node text;
    text.text_data = pair.value->text().data();
    text.size = static_cast<uint32_t>(pair.value->text().size());
    text.style = NodeStyle::DoubleQuoted;
    if (text.text().find('\n') != std::string_view::npos) {
      text.style = NodeStyle::Literal;
    } else if (resolve_plain(text.text(), YamlDialect::Sigs).type == ScalarType::String &&
               resolve_plain(text.text(), YamlDialect::Kustomize).type == ScalarType::String) {
      text.style = NodeStyle::Plain;
    }
    set_position(text, *pair.value);
    *pair.value = text;
  }
}

/// A field as it was before the merge.
class SavedField {
 public:
  SavedField(const Node* mapping, std::string_view key) : key_(key) {
    const Node* node = mapping ? find_field(*mapping, key) : nullptr;
    if (node) node_ = *node;
  }

  bool is_there() const { return node_.has_value(); }

  /// Puts it back, or removes what is there now.
  void restore(Node& mapping, Arena& arena) const {
    Node* now = find_field(mapping, key_);
    if (!node_) {
      erase(mapping, key_);
    } else if (now) {
      *now = *node_;
    } else {
      append(arena, mapping, make_scalar(arena, key_), arena.make<Node>(*node_));
    }
  }

 private:
  std::string_view key_;
  std::optional<Node> node_;
};

bool is_replaced(const Node* mapping) {
  if (!mapping) return false;
  if (is_null(mapping)) return true;
  std::string_view directive = mapping->text_of("$patch");
  return directive == "replace" || directive == "delete";
}

/// Whether a patch takes away all annotations.
bool clears_annotations(const Node& patch) {
  const Node* metadata = find_field(patch, "metadata");
  return is_replaced(metadata) || (metadata && is_replaced(find_field(*metadata, "annotations")));
}

/// kustomize sets this text anew, as one of no type: what looks like a number and comes in its place
/// later is one.
void forget_type(Node& mapping, std::string_view key) {
  Node* text = find_field(mapping, key);
  if (!text || !text->is_scalar() || text->tag_text) return;
  if (resolve_scalar(*text, YamlDialect::Kustomize).type != ScalarType::String) return;
  text->tag_text = kNoTypeTag;
}

/// kustomize keeps its notes in annotations, so it loses them then.
void forget_notes(Object& object) {
  object.notes = {};
  object.origin.reset();
  object.transformations.clear();
}

}  // namespace

void patch_object(ObjectList& objects, Object& target, Node& patch, const BuildNotes& notes,
                  Context& context) {
  Node& root = *target.root;
  const Node* metadata = find_field(root, "metadata");
  SavedField kind(&root, "kind");
  SavedField name(metadata, "name");
  SavedField namespace_name(target.namespace_name().empty() ? nullptr : metadata, "namespace");
  bool changes_id = notes.allow_name_change || notes.allow_kind_change;
  if (changes_id) store_previous_id(target, objects.schemas(), context.arena);
  if (!merge_strategic(root, patch, context.arena, objects.schemas(), context.comment_schemas) ||
      root.size == 0) {
    target.root = nullptr;
    objects.note_emptied();
    return;
  }
  if (clears_annotations(patch)) forget_notes(target);
  if (!notes.allow_kind_change) kind.restore(root, context.arena);
  Node* merged = find_field(root, "metadata");
  if (is_null(merged) && name.is_there()) {
    merged = make_mapping(context.arena);
    set(context.arena, root, "metadata", merged);
  }
  if (merged && merged->is_mapping()) {
    if (!notes.allow_name_change) name.restore(*merged, context.arena);
    namespace_name.restore(*merged, context.arena);
    forget_type(*merged, "name");
    forget_type(*merged, "namespace");
  }
  forget_type(root, "kind");
  if (changes_id) objects.reindex(target);
}

Node* copy_for_target(const Object& patch, const Object& target, Arena& arena) {
  Node* root = deep_copy(arena, *patch.root);
  if (Node* metadata = find_field(*root, "metadata"); metadata && metadata->is_mapping()) {
    make_texts(*metadata, "labels");
    make_texts(*metadata, "annotations");
    if (patch.namespace_name().empty()) erase(*metadata, "namespace");
  }
  Node* theirs = find_field(*target.root, "apiVersion");
  if (Node* own = find_field(*root, "apiVersion"); own && theirs) {
    *own = *theirs;
  } else if (theirs) {
    set(arena, *root, "apiVersion", arena.make<Node>(*theirs));
  }
  return root;
}

void ensure_annotations(Node& root, Arena& arena) {
  Node* metadata = find_field(root, "metadata");
  if (!metadata || !metadata->is_mapping()) return;
  if (!find_field(*metadata, "annotations")) {
    set(arena, *metadata, "annotations", make_mapping(arena));
  }
}

void make_annotations_texts(Node& root, Arena& arena) {
  Node* metadata = find_field(root, "metadata");
  if (!metadata) {
    metadata = make_mapping(arena);
    append(arena, root, make_scalar(arena, "metadata"), metadata);
  }
  if (metadata->is_mapping()) make_texts(*metadata, "annotations");
}

}  // namespace drydock::overlays

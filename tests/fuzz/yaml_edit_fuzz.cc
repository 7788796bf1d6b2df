// One edit of any YAML text, at a place and with a value that its first bytes choose: it is refused
// and leaves the text alone, or the new text parses and differs only in the edited value.

#include <cstdlib>

#include "core/error.h"
#include "core/yaml/edit.h"
#include "core/yaml/edit_text.h"
#include "core/yaml/read.h"

namespace drydock {
namespace {

constexpr size_t kChoices = 8;  // bytes that say what to do

void require(bool holds) {
  if (!holds) std::abort();
}

class Choices {
 public:
  explicit Choices(std::string_view bytes) : bytes_(bytes) {}
  size_t next(size_t count) { return count == 0 ? 0 : byte() % count; }

 private:
  uint8_t byte() { return at_ < bytes_.size() ? static_cast<uint8_t>(bytes_[at_++]) : 0; }
  std::string_view bytes_;
  size_t at_ = 0;
};

/// Goes down some steps; the last one may name something new.
YamlPath choose_path(const Node* node, Choices& choices) {
  YamlPath path;
  for (size_t depth = choices.next(5); depth > 0 && node && node->size > 0; --depth) {
    if (node->is_mapping()) {
      const NodeEntry& pair = node->entries[choices.next(node->size)];
      if (!pair.key->is_scalar()) break;
      path.emplace_back(std::string(pair.key->text()));
      node = node->find(pair.key->text());
    } else if (node->is_sequence()) {
      size_t index = choices.next(node->size);
      path.emplace_back(index);
      node = node->items[index];
    } else {
      break;
    }
  }
  return path;
}

Node* choose_value(Arena& arena, Choices& choices) {
  constexpr std::string_view kTexts[] = {"v", "yes", "a: b", "x\ny\n", "", " s", "#", "1.0", "\t"};
  Node* scalar = make_yaml_string(arena, kTexts[choices.next(std::size(kTexts))]);
  switch (choices.next(4)) {
    case 0:
      return make_sequence(arena);
    case 1: {
      Node* list = make_sequence(arena);
      append(arena, *list, scalar);
      append(arena, *list, make_mapping(arena));
      return list;
    }
    case 2: {
      Node* mapping = make_mapping(arena);
      append(arena, *mapping, make_scalar(arena, "k"), scalar);
      append(arena, *mapping, make_scalar(arena, "l"), make_scalar(arena, "5"));
      return mapping;
    }
    default:
      return scalar;
  }
}

Node** place_of(Node*& root, const YamlPath& path) {
  Node** at = &root;
  for (const YamlStep& step : path) {
    Node& node = **at;
    if (const size_t* index = std::get_if<size_t>(&step)) {
      at = &node.items[*index];
    } else {
      uint32_t i = node.size;
      while (node.entries[--i].key->text() != std::get<std::string>(step)) {
      }
      at = &node.entries[i].value;
    }
  }
  return at;
}

void edit(std::string text, Choices choices, YamlDialect dialect) {
  Arena arena(size_t{1} << 30);
  YamlEditor editor(text, dialect);
  YamlEditor before(text, dialect);  // owns the texts that the copy of its tree points to
  YamlPath path = choose_path(editor.root(), choices);
  Node* value = choose_value(arena, choices);
  Node* expected = before.root() ? deep_copy(arena, *before.root()) : nullptr;
  if (!expected && path.empty()) expected = make_scalar(arena, "null");
  try {
    switch (choices.next(3)) {
      case 0:
        editor.set(path, *value);
        *place_of(expected, path) = value;
        break;
      case 1:
        editor.update(path, *value);
        *place_of(expected, path) = value;
        break;
      default:
        if (!editor.remove(path)) return require(editor.text() == text);
        // Others in the parent: what is left of it is compared by its size.
        path.pop_back();
        const Node* left = editor.find(path);
        require(left != nullptr);
        *place_of(expected, path) = deep_copy(arena, *left);
        break;
    }
  } catch (const Error& error) {
    require(error.diagnostic().rule == "yaml-edit");
    return;
  }
  YamlEditor again(editor.text(), dialect);
  require(same_meaning(again.root(), expected, dialect));
}

void edit_in_both_dialects(std::string_view bytes) {
  Choices choices(bytes.substr(0, kChoices));
  std::string text(bytes.substr(std::min(bytes.size(), kChoices)));
  for (YamlDialect dialect : {YamlDialect::Sigs, YamlDialect::Kustomize}) {
    try {
      YamlEditor editor(text, dialect);
    } catch (const Error&) {
      continue;  // not a text that can be edited
    }
    edit(text, choices, dialect);
  }
}

}  // namespace
}  // namespace drydock

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  drydock::edit_in_both_dialects({reinterpret_cast<const char*>(data), size});
  return 0;
}

#include "overlays/field_specs.h"

#include <fmt/format.h>

#include "core/error.h"
#include "core/go_number.h"
#include "core/yaml/resolve.h"

namespace drydock::overlays {
namespace {

constexpr std::string_view kListMark = "[]";

std::string_view trim(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\n\v\f\r";
  size_t first = text.find_first_not_of(kBlanks);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

/// Makes a null what the spec wants in its place. Its text stays, as in kyaml.
void replace_null(Node& node, NewField kind, bool is_list) {
  if (is_list || kind == NewField::Mapping) {
    node.kind = is_list ? NodeKind::Sequence : NodeKind::Mapping;
    node.style = NodeStyle::Block;
    node.size = 0;
    node.capacity = 0;
    node.items = nullptr;
    node.tag_text = nullptr;
  } else if (kind == NewField::Text && node.size > 0) {
    node.style = NodeStyle::DoubleQuoted;
    node.tag_text = nullptr;
  }
}

}  // namespace

const char kImpliedTextTag[] = "tag:yaml.org,2002:str";
const char kNoTypeTag[] = "";

std::vector<std::string> split_path(std::string_view path, char delimiter) {
  std::vector<std::string> parts;
  if (path.starts_with(delimiter)) path.remove_prefix(1);
  bool joins = false;
  while (true) {
    size_t end = std::min(path.find(delimiter), path.size());
    std::string_view part = path.substr(0, end);
    if (joins) {
      parts.back().back() = delimiter;
      parts.back() += part;
    } else {
      parts.emplace_back(part);
    }
    joins = parts.back().ends_with('\\');
    if (end == path.size()) return parts;
    path.remove_prefix(end + 1);
  }
}

Node* find_field(const Node& mapping, std::string_view key) {
  for (const NodeEntry& pair : mapping.pairs()) {
    const Node& name = *pair.key;
    if (name.size != key.size() || !name.is_scalar()) continue;
    if (key.empty() || (*name.text_data == key.front() && name.text() == key)) return pair.value;
  }
  return nullptr;
}

bool is_null(const Node* node) {
  if (!node) return true;
  if (!node->is_scalar()) return false;
  if (!node->tag_text && (node->style != NodeStyle::Plain || node->size > 4)) return false;
  return resolve_scalar(*node, YamlDialect::Kustomize).type == ScalarType::Null;
}

bool is_null_or_empty(const Node* node) {
  return is_null(node) || (!node->is_scalar() && node->size == 0);
}

std::string_view kind_name(const Node& node) {
  if (node.is_mapping()) return "a mapping";
  return node.is_sequence() ? "a list" : "a scalar";
}

void keep_style(Node& value, const Node& old) {
  if (&value == &old || !value.is_scalar() || !old.is_scalar() || value.tag_text) return;
  bool is_text = resolve_scalar(value, YamlDialect::Kustomize).type == ScalarType::String;
  value.style = old.style;
  if (!is_text || old.style != NodeStyle::Plain) return;
  if (value.text().find('\n') != std::string_view::npos) {
    value.style = NodeStyle::Literal;
  } else if (resolve_plain(value.text(), YamlDialect::Kustomize).type != ScalarType::String) {
    value.tag_text = kImpliedTextTag;
  }
}

void set_scalar(Node& node, std::string_view text, ScalarMeaning meaning, const Node* origin) {
  if (!node.is_scalar()) {
    fail("overlay-field",
         fmt::format("`{}` is set here, but this is {} (wrong node kind: expected ScalarNode)",
                     text, kind_name(node)),
         node.where());
  }
  Node value;
  value.text_data = text.data();
  value.size = static_cast<uint32_t>(text.size());
  value.style = meaning == ScalarMeaning::Text ? NodeStyle::DoubleQuoted : NodeStyle::Plain;
  set_position(value, origin ? *origin : node);
  keep_style(value, node);
  if (meaning == ScalarMeaning::AsWritten) value.tag_text = kNoTypeTag;
  node = value;
}

void set_position(Node& node, const Node& origin) {
  node.file = origin.file;
  node.line = origin.line;
  node.column = origin.column;
}

void FieldPlace::split() const {
  std::vector<std::string> parts = split_path(spec_.path, '/');
  steps_.reserve(parts.size());
  for (std::string& part : parts) {
    bool is_list = part.ends_with(kListMark);
    if (is_list) part.resize(part.size() - kListMark.size());
    Step& step = steps_.emplace_back();
    step.is_list = is_list;
    step.is_empty = part.empty();
    std::string_view key = trim(part);
    bool may_be_number = !key.empty() && std::string_view("+-0123456789").find(key[0]) != key.npos;
    step.is_position = key == "-" || key == "*" || (may_be_number && parse_go_int(key).ok());
    step.key = key.size() == part.size() ? std::move(part) : std::string(key);
  }
}

/// One walk through one object.
struct FieldPlace::Visit {
  const FieldPlace& place;
  Arena& arena;
  NewField new_field;
  const std::function<void(Node&)>& set;

  void walk(Node& node, size_t step) {
    if (step == place.steps_.size()) return set(node);
    if (is_null(&node)) return;
    if (node.is_sequence()) {
      for (Node* item : node.elements()) walk(*item, step);
    } else if (node.is_mapping()) {
      enter(node, step);
    } else {
      fail("overlay-field",
           fmt::format("the field `{}` is set here, but this is a scalar, no list or mapping "
                       "(expected sequence or mapping node)",
                       place.spec_.path),
           node.where());
    }
  }

  void enter(Node& mapping, size_t step) {
    const Step& at = place.steps_[step];
    if (at.is_empty) {
      fail("overlay-field",
           fmt::format("the path `{}` has an empty part: cannot set or create an empty field name",
                       place.spec_.path),
           mapping.where());
    }
    bool creates = place.spec_.create && new_field != NewField::None && !at.is_list;
    bool is_last = step + 1 == place.steps_.size();
    NewField kind = !creates ? NewField::None : is_last ? new_field : NewField::Mapping;
    if (at.is_position) refuse_position(mapping, at.key);
    Node* field = find_field(mapping, at.key);
    if (!field && creates) field = create(mapping, at.key, kind);
    if (!field) return;
    if (is_null(field) && (creates || at.is_list)) replace_null(*field, kind, at.is_list);
    walk(*field, step + 1);
  }

  /// kyaml takes numbers and "-" for positions in a list, also where a mapping is.
  [[noreturn]] void refuse_position(const Node& mapping, std::string_view key) {
    fail("overlay-field",
         fmt::format("`{}` of the path `{}` is a position in a list, but this is a mapping (wrong "
                     "node kind: expected SequenceNode but got MappingNode)",
                     key, place.spec_.path),
         mapping.where());
  }

  Node* create(Node& mapping, std::string_view key, NewField kind) {
    Node* made = kind == NewField::Mapping ? make_mapping(arena) : make_scalar(arena, "");
    append(arena, mapping, make_scalar(arena, key), made);
    return made;
  }
};

void FieldPlace::visit(Node& root, Arena& arena, NewField new_field,
                       const std::function<void(Node&)>& set) const {
  if (steps_.empty()) split();
  Visit{*this, arena, new_field, set}.walk(root, 0);
}

FieldPlaces make_field_places(const FieldSpecs& specs) {
  FieldPlaces places;
  places.reserve(specs.size());
  for (const FieldSpec& spec : specs) places.emplace_back(spec);
  return places;
}

}  // namespace drydock::overlays

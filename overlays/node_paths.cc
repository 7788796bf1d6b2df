#include "overlays/node_paths.h"

#include <fmt/format.h>

#include <span>

#include "core/error.h"
#include "core/go_number.h"
#include "core/regex.h"
#include "core/yaml/read.h"
#include "overlays/field_specs.h"
#include "overlays/styled_yaml.h"

namespace drydock::overlays {
namespace {

using Parts = std::span<const std::string>;

std::string_view trim(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\n\v\f\r";
  size_t first = text.find_first_not_of(kBlanks);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

[[noreturn]] void fail_kind(const Node& node, std::string_view part, std::string_view wanted) {
  fail("overlay-field",
       fmt::format("`{}` of the path needs {} here, but this is {} (wrong node kind)", part, wanted,
                   kind_name(node)),
       node.where());
}

/// The elements of a list; none of a null.
std::span<Node* const> elements_of(const Node& node, std::string_view part) {
  if (!node.is_sequence() && !is_null(&node)) fail_kind(node, part, "a list");
  return node.elements();
}

Node* field_of(const Node& node, std::string_view part) {
  if (is_null(&node)) return nullptr;
  if (!node.is_mapping()) fail_kind(node, part, "a mapping");
  return find_field(node, part);
}

struct Condition {
  std::string field;  // empty for elements that are scalars
  std::string value;
};

Condition parse_condition(std::string_view part, const Node& where) {
  std::string_view inner = part.substr(1);
  if (inner.ends_with(']')) inner.remove_suffix(1);
  size_t equals = inner.find('=');
  if (equals == inner.npos) {
    fail("overlay-field",
         fmt::format("`{}` of the path must be a condition on elements of a list: [field=value] "
                     "(list path element must contain fieldName=fieldValue)",
                     part),
         where.where());
  }
  return {std::string(inner.substr(0, equals)), std::string(inner.substr(equals + 1))};
}

/// What a key must hold so that the next part can be found in it.
NodeKind kind_before(std::string_view next, NodeKind last) {
  if (is_condition(next) || is_index(next)) return NodeKind::Sequence;
  return next.empty() ? last : NodeKind::Mapping;
}

Node* make_node(NodeKind kind, const Node& parent, Arena& arena) {
  Node* node = kind == NodeKind::Mapping    ? make_mapping(arena)
               : kind == NodeKind::Sequence ? make_sequence(arena)
                                            : make_scalar(arena, "");
  set_position(*node, parent);
  return node;
}

Node* make_element(const Condition& condition, const Node& list, Arena& arena) {
  Node* value = make_scalar(arena, condition.value);
  set_position(*value, list);
  if (condition.field.empty()) return value;
  Node* element = make_node(NodeKind::Mapping, list, arena);
  append(arena, *element, make_scalar(arena, condition.field), value);
  return element;
}

/// kyaml's PathGetter, part by part.
class Lookup {
 public:
  Lookup(Arena& arena, std::optional<NodeKind> create) : arena_(arena), create_(create) {}

  Node* step(Node& node, std::string_view part, std::string_view next) {
    GoParsed<int64_t> index = parse_go_int(part);
    if (index.ok() || part == "-") return element(node, part, index);
    if (part == "*") {
      fail("overlay-field", "`*` cannot be used in this path (wildcard is not supported)",
           node.where());
    }
    return is_condition(part) ? conditional(node, part) : field(node, part, next);
  }

 private:
  static Node* element(Node& node, std::string_view part, const GoParsed<int64_t>& index) {
    if (index.ok() && index.value < 0) {
      fail("overlay-field", fmt::format("array index {} cannot be negative", index.value),
           node.where());
    }
    std::span<Node* const> elements = elements_of(node, part);
    if (elements.empty()) return nullptr;
    if (!index.ok()) return elements.back();
    return static_cast<size_t>(index.value) < elements.size() ? elements[index.value] : nullptr;
  }

  Node* conditional(Node& node, std::string_view part) {
    Condition condition = parse_condition(part, node);
    for (Node* item : elements_of(node, part)) {
      if (condition.field.empty()) {
        if (item->text() == condition.value) return item;
      } else if (const Node* value =
                     item->is_mapping() ? find_field(*item, condition.field) : nullptr) {
        if (value->text() == condition.value) return item;
      }
    }
    if (!create_ || !node.is_sequence()) return nullptr;
    Node* made = make_element(condition, node, arena_);
    append(arena_, node, made);
    return made;
  }

  Node* field(Node& node, std::string_view part, std::string_view next) {
    Node* found = field_of(node, part);
    if (found || !create_ || is_null(&node)) return found;
    Node* made = make_node(kind_before(next, *create_), node, arena_);
    append(arena_, node, make_scalar(arena_, part), made);
    return made;
  }

  Arena& arena_;
  std::optional<NodeKind> create_;
};

/// kyaml's PathMatcher.
class Matcher {
 public:
  Matcher(Arena& arena, std::optional<NodeKind> create) : arena_(arena), create_(create) {}

  void match(Node& node, Parts parts, bool is_new) {
    if (parts.empty()) {
      matches.push_back({&node, is_new});
    } else if (is_index(parts[0])) {
      match_index(node, parts);
    } else if (is_condition(parts[0])) {
      match_condition(node, parts);
    } else if (parts[0] == "*") {
      for (Node* item : elements_of(node, parts[0])) match(*item, parts.subspan(1), false);
    } else {
      match_field(node, parts);
    }
  }

  std::vector<PathMatch> matches;

 private:
  static std::string_view next_of(Parts parts) {
    return parts.size() > 1 ? std::string_view(parts[1]) : std::string_view();
  }

  void match_field(Node& node, Parts parts) {
    Node* field = field_of(node, parts[0]);
    bool is_new = false;
    if (!field) {
      if (!create_) return;
      is_new = true;
      field = make_node(kind_before(next_of(parts), *create_), node, arena_);
      // Below a null there is no place for it: what is set is lost, as in kyaml.
      if (node.is_mapping()) append(arena_, node, make_scalar(arena_, parts[0]), field);
    }
    if (field->is_scalar() && parts.size() > 1) return match_inside_text(*field, parts.subspan(1));
    match(*field, parts.subspan(1), is_new);
  }

  void match_index(Node& node, Parts parts) {
    size_t index = static_cast<size_t>(parse_go_int(parts[0]).value);
    size_t size = elements_of(node, parts[0]).size();
    bool is_new = index == size && create_ && node.is_sequence();
    if (is_new) {
      append(arena_, node, make_node(kind_before(next_of(parts), *create_), node, arena_));
    } else if (index >= size) {
      fail("overlay-field",
           fmt::format("index {} specified but only {} elements found", index, size), node.where());
    }
    match(*node.items[index], parts.subspan(1), is_new);
  }

  void match_condition(Node& node, Parts parts) {
    Condition condition = parse_condition(parts[0], node);
    size_t before = matches.size();
    std::span<Node* const> elements = elements_of(node, parts[0]);
    if (!elements.empty()) {
      Regex regex = compile(condition.value, node);
      for (Node* item : elements) match_element(*item, condition, regex, parts);
    }
    if (matches.size() != before || !create_ || !node.is_sequence()) return;
    Node* made = make_element(condition, node, arena_);
    append(arena_, node, made);
    match_element(*made, condition, compile(condition.value, node), parts);
  }

  static Regex compile(const std::string& pattern, const Node& where) {
    try {
      return Regex(pattern);
    } catch (const Error& error) {
      fail("overlay-field", fmt::format("`{}` is no regular expression: {}", pattern, error.what()),
           where.where());
    }
  }

  void match_element(Node& item, const Condition& condition, const Regex& regex, Parts parts) {
    const Node* value = condition.field.empty() ? &item
                        : item.is_mapping()     ? find_field(item, condition.field)
                                                : nullptr;
    // The value is compared as it is written, with its quotes.
    if (!value || !regex.matches(trim(styled_yaml(*value)))) return;
    if (condition.field.empty()) {
      matches.push_back({&item});
    } else {
      match(item, parts.subspan(1), false);
    }
  }

  void match_inside_text(const Node& text, Parts parts) {
    SourceFile file{text.file ? text.file->path : "", std::string(text.text())};
    YamlDocuments documents =
        read_yaml(file, arena_, {.dialect = YamlDialect::Kustomize, .first_document_only = true});
    if (!documents.go_error.empty()) {
      fail("overlay-field",
           fmt::format("the path leads into this text, which is no YAML: {}", documents.go_error),
           text.where());
    }
    Node* root = documents.roots.empty() ? nullptr : documents.roots.front();
    if (!root) fail_kind(text, parts[0], "a mapping or a list");
    // The file ends here, so the nodes must not point to it.
    match(*detach(*root, text), parts, false);
  }

  Node* detach(const Node& node, const Node& origin) {
    Node* copy = deep_copy(arena_, node);
    detach_texts(*copy, origin);
    return copy;
  }

  void detach_texts(Node& node, const Node& origin) {
    set_position(node, origin);
    if (node.is_scalar()) node.text_data = arena_.copy(node.text()).data();
    for (Node* item : node.elements()) detach_texts(*item, origin);
    for (const NodeEntry& pair : node.pairs()) {
      detach_texts(*pair.key, origin);
      detach_texts(*pair.value, origin);
    }
  }

  Arena& arena_;
  std::optional<NodeKind> create_;
};

}  // namespace

bool is_index(std::string_view part) {
  GoParsed<int64_t> index = parse_go_int(part);
  return index.ok() && index.value >= 0;
}

bool is_condition(std::string_view part) { return part.starts_with('[') && part.ends_with(']'); }

std::vector<std::string> split_node_path(std::string_view path, char delimiter) {
  std::vector<std::string> parts = split_path(path, delimiter);
  std::vector<std::string> result;
  for (size_t i = 0; i < parts.size(); ++i) {
    std::string part = parts[i];
    if (!part.starts_with('[') || part.ends_with(']')) {
      result.push_back(std::move(part));
      continue;
    }
    while (i + 1 < parts.size()) {
      part += delimiter;
      part += parts[++i];
      if (part.ends_with(']')) break;
    }
    if (part.find('=') == part.npos) {
      size_t first = part.find_first_not_of("[]");
      part = first == part.npos ? "" : part.substr(first, part.find_last_not_of("[]") - first + 1);
    }
    result.push_back(std::move(part));
  }
  return result;
}

Node* lookup_path(Node& root, const std::vector<std::string>& parts, Arena& arena,
                  std::optional<NodeKind> create) {
  std::vector<std::string_view> clean;
  for (const std::string& part : parts) {
    if (std::string_view trimmed = trim(part); !trimmed.empty()) clean.push_back(trimmed);
  }
  Lookup lookup(arena, create);
  Node* node = &root;
  for (size_t i = 0; node && i < clean.size(); ++i) {
    node = lookup.step(*node, clean[i], i + 1 < clean.size() ? clean[i + 1] : std::string_view());
  }
  return node;
}

std::vector<PathMatch> match_path(Node& root, const std::vector<std::string>& parts, Arena& arena,
                                  std::optional<NodeKind> create) {
  Matcher matcher(arena, create);
  matcher.match(root, parts, false);
  return std::move(matcher.matches);
}

}  // namespace drydock::overlays

#include "overlays/merge/json_patch.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/go_number.h"
#include "core/json/parse.h"
#include "core/suggest.h"
#include "core/yaml/compare.h"
#include "core/yaml/merge.h"
#include "core/yaml/resolve.h"
#include "overlays/field_specs.h"
#include "overlays/merge/json_form.h"

namespace drydock::overlays {
namespace {

using Operation = Node;

/// The last of the members with a name, as encoding/json has it; null for a null, too.
Node* member(const Node& mapping, std::string_view name) {
  Node* value = mapping.find(name);
  return is_null(value) ? nullptr : value;
}

bool is_text(const Node& node) {
  return node.is_scalar() &&
         resolve_scalar(node, YamlDialect::Kustomize).type == ScalarType::String;
}

std::string decode_token(std::string_view token) {
  std::string out;
  for (size_t i = 0; i < token.size(); ++i) {
    bool escapes = token[i] == '~' && i + 1 < token.size();
    if (escapes && (token[i + 1] == '0' || token[i + 1] == '1')) {
      out += token[++i] == '1' ? '/' : '~';
    } else {
      out += token[i];
    }
  }
  return out;
}

/// One operation at work on one object.
class Application {
 public:
  Application(Node*& root, const Operation& operation, Arena& arena)
      : root_(root), operation_(operation), arena_(arena) {}

  void run() {
    const Node* op = member(operation_, "op");
    std::string_view name = op && is_text(*op) ? op->text() : "unknown";
    if (name == "add") return add();
    if (name == "remove") return remove();
    if (name == "replace") return replace();
    if (name == "move") return move();
    if (name == "test") return test();
    if (name == "copy") return copy();
    constexpr std::string_view kNames[] = {"add", "copy", "move", "remove", "replace", "test"};
    stop(fmt::format("the operation `{}` does not exist{} (Unexpected kind: {})", name,
                     did_you_mean(name, kNames), name),
         op);
  }

 private:
  /// A place in the object: a mapping or list that is there, and a key or index that may be.
  struct Place {
    Node* container = nullptr;
    std::string key;
    const Node* path = nullptr;
  };

  [[noreturn]] void stop(std::string message, const Node* where = nullptr) {
    fail("overlay-patch", std::move(message), (where ? *where : operation_).where());
  }

  const Node& path_of(std::string_view name) {
    const Node* path = member(operation_, name);
    if (!path) stop(fmt::format("the operation has no `{}`", name));
    if (!is_text(*path)) stop(fmt::format("the `{}` of an operation must be a text", name), path);
    return *path;
  }

  Place find(const Node& path) {
    std::vector<std::string> tokens;
    std::string_view rest = path.text();
    for (size_t slash; (slash = rest.find('/')) != rest.npos; rest.remove_prefix(slash + 1)) {
      tokens.push_back(decode_token(rest.substr(0, slash)));
    }
    tokens.push_back(decode_token(rest));
    if (tokens.size() < 2) {
      stop(fmt::format("the path `{}` names no field: it must begin with a slash", path.text()),
           &path);
    }
    Node* container = root_;
    for (size_t i = 1; i + 1 < tokens.size(); ++i) {
      Node* next = peek(*container, tokens[i]);
      if (is_null(next) || next->is_scalar()) fail_missing(path, *container, tokens[i], next);
      container = next;
    }
    return {container, tokens.back(), &path};
  }

  [[noreturn]] void fail_missing(const Node& path, const Node& container, std::string_view key,
                                 const Node* found) {
    std::vector<std::string_view> known;
    for (const NodeEntry& pair : container.pairs()) known.push_back(pair.key->text());
    Diagnostic diagnostic;
    diagnostic.rule = "overlay-patch";
    diagnostic.message =
        found
            ? fmt::format(
                  "the path `{}` leads through `{}`, which is no mapping or list (doc is "
                  "missing path)",
                  path.text(), key)
            : fmt::format("the path `{}` does not exist: there is no `{}`{} (doc is missing path)",
                          path.text(), key, did_you_mean(key, known));
    diagnostic.where = path.where();
    diagnostic.notes.push_back({Severity::Info,
                                "",
                                "what is patched is here",
                                (found ? *found : container).where(),
                                {},
                                ""});
    throw Error(std::move(diagnostic));
  }

  /// The index that a token means in a list of that size; one beyond the end only for an addition.
  size_t index_of(const Place& place, size_t size, bool adds) {
    GoParsed<int64_t> number = parse_go_int(place.key);
    if (!number.ok()) {
      stop(fmt::format("`{}` is no index of a list{}", place.key,
                       adds ? " (value was not a proper array index)" : ""),
           place.path);
    }
    int64_t count = static_cast<int64_t>(size) + (adds ? 1 : 0);
    int64_t index = number.value < 0 ? number.value + count : number.value;
    if (index < 0 || index >= count) {
      stop(
          fmt::format("there is no element {} in a list of {} (Unable to access invalid index: {})",
                      place.key, size, number.value),
          place.path);
    }
    return static_cast<size_t>(index);
  }

  /// The value under a key or index; null when there is none.
  static Node* peek(const Node& container, std::string_view key) {
    if (container.is_mapping()) return container.find(key);
    GoParsed<int64_t> number = parse_go_int(key);
    int64_t size = container.size;
    int64_t index = number.value < 0 ? number.value + size : number.value;
    return number.ok() && index >= 0 && index < size ? container.items[index] : nullptr;
  }

  /// The same, but an index that does not exist is an error.
  Node* get(const Place& place) {
    if (place.container->is_mapping()) return place.container->find(place.key);
    return place.container->items[index_of(place, place.container->size, false)];
  }

  void insert(const Place& place, Node* value) {
    Node& container = *place.container;
    if (container.is_mapping()) return put(place, value);
    size_t at = place.key == "-" ? container.size : index_of(place, container.size, true);
    append(arena_, container, value);
    std::rotate(container.items + at, container.items + container.size - 1,
                container.items + container.size);
  }

  void put(const Place& place, Node* value) {
    for (uint32_t i = 0; i < place.container->size; ++i) {
      NodeEntry& pair = place.container->entries[i];
      if (pair.key->text() == place.key) {
        pair.value = value;
        return;
      }
    }
    append(arena_, *place.container, make_text(arena_, place.key, place.path), value);
  }

  void take(const Place& place) {
    Node& container = *place.container;
    if (container.is_mapping()) {
      if (!container.find(place.key)) {
        fail_missing(*place.path, container, place.key, nullptr);
      }
      erase(container, place.key);
      return;
    }
    size_t at = index_of(place, container.size, false);
    std::rotate(container.items + at, container.items + at + 1, container.items + container.size);
    --container.size;
  }

  Node* null_value() {
    Node* null = make_scalar(arena_, "null");
    set_position(*null, operation_);
    return null;
  }

  Node* new_value() {
    const Node* value = operation_.find("value");
    return value ? deep_copy(arena_, *value) : null_value();
  }

  void add() { insert(find(path_of("path")), new_value()); }
  void remove() { take(find(path_of("path"))); }

  void replace() {
    const Node& path = path_of("path");
    if (path.text().empty()) {
      Node* value = new_value();
      if (value->is_scalar()) {
        stop(
            "the whole object can only be replaced by another one (replace operation value must "
            "be object or array)",
            &path);
      }
      root_ = value;
      return;
    }
    Place place = find(path);
    get(place);
    Node* value = new_value();
    if (place.container->is_mapping()) return put(place, value);
    place.container->items[index_of(place, place.container->size, false)] = value;
  }

  void move() {
    Place from = find(path_of("from"));
    Node* value = get(from);
    take(from);
    insert(find(path_of("path")), value);
  }

  void copy() {
    Node* value = get(find(path_of("from")));
    Place to = find(path_of("path"));
    insert(to, value ? deep_copy(arena_, *value) : null_value());
  }

  void test() {
    const Node& path = path_of("path");
    const Node* wanted = member(operation_, "value");
    const Node* there = path.text().empty() ? root_ : get(find(path));
    bool equal = is_null(there) ? !wanted : wanted && same_data(*there, *wanted);
    if (equal) return;
    Diagnostic diagnostic;
    diagnostic.rule = "overlay-patch";
    diagnostic.message = fmt::format(
        "`{}` has another value than the patch tests for (testing "
        "value {} failed)",
        path.text(), path.text());
    diagnostic.where = operation_.where();
    if (there) {
      diagnostic.notes.push_back({Severity::Info, "", "the value is here", there->where(), {}, ""});
    }
    throw Error(std::move(diagnostic));
  }

  Node*& root_;
  const Operation& operation_;
  Arena& arena_;
};

Node* node_of(Value value, const Node& whole, Arena& arena) {
  Node* node = nullptr;
  if (value.is_list()) {
    node = make_sequence(arena);
    for (Value item : value.as_list()) append(arena, *node, node_of(item, whole, arena));
  } else if (value.is_map()) {
    node = make_mapping(arena);
    for (const ValueMap::Entry& entry : value.as_map().entries()) {
      append(arena, *node, make_text(arena, entry.key, &whole), node_of(entry.value, whole, arena));
    }
  } else if (value.is_string()) {
    return make_text(arena, value.as_string(), &whole);
  } else if (value.is_bool()) {
    node = make_scalar(arena, value.as_bool() ? "true" : "false");
  } else if (value.is_float()) {
    std::string digits;
    append_json_float(digits, value.as_float());
    node = make_scalar(arena, digits);
  } else if (value.is_int()) {
    node = make_scalar(arena, format_go_int(value.as_int()));
  } else if (value.is_uint()) {
    node = make_scalar(arena, format_go_uint(value.as_uint()));
  } else {
    node = make_scalar(arena, "null");
  }
  set_position(*node, whole);
  return node;
}

}  // namespace

JsonPatch::JsonPatch(Node* document) {
  if (is_null(document)) return;
  if (!document->is_sequence()) {
    fail("overlay-patch", "a JSON patch must be a list of operations", document->where());
  }
  for (const Node* operation : document->elements()) {
    if (!operation->is_mapping()) {
      fail("overlay-patch", "an operation of a JSON patch must be a mapping", operation->where());
    }
    operations_.push_back(operation);
  }
}

void JsonPatch::apply(Node& object, Arena& arena) const {
  // A copy, since labels that kustomize set at several places are one node.
  Node* root = deep_copy(arena, object);
  to_json_form(*root, YamlDialect::Kustomize, arena);
  for (const Node* operation : operations_) Application(root, *operation, arena).run();
  if (!root->is_mapping()) {
    fail("overlay-patch", "the patch makes a list of the object", operations_.back()->where());
  }
  from_json_form(*root, arena);
  object = *root;
}

JsonPatch read_json_patch(std::string_view text, const YamlDocuments& documents, const Node& whole,
                          Arena& arena) {
  Node* document = documents.roots.empty() ? nullptr : documents.roots.front();
  bool is_clean = documents.problems.empty();
  if (!text.starts_with('[')) {
    for (const Diagnostic& problem : documents.problems) {
      if (problem.severity == Severity::Error) throw Error(problem);
    }
    if (document) {
      document = deep_copy(arena, *document);
      apply_merges(arena, document, YamlDialect::Sigs);
      to_json_form(*document, YamlDialect::Sigs, arena);
    }
    return JsonPatch(document);
  }
  JsonResult json = parse_json(text, arena, {.numbers = JsonNumbers::Exact});
  if (!json.ok()) {
    fail("overlay-patch",
         fmt::format("a patch that begins with a bracket must be JSON: {}", json.error->message),
         whole.where());
  }
  Node* exact = node_of(json.value, whole, arena);
  if (is_clean && document) {
    document = deep_copy(arena, *document);
    to_json_form(*document, YamlDialect::Sigs, arena);
    if (same_data(*document, *exact)) return JsonPatch(document);
  }
  return JsonPatch(exact);
}

}  // namespace drydock::overlays

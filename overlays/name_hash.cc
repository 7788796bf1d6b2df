#include "overlays/name_hash.h"

#include <fmt/format.h>

#include "core/error.h"
#include "core/json/write.h"
#include "core/yaml/decode.h"
#include "core/yaml/resolve.h"
#include "render/crypto/hash.h"

namespace drydock::overlays {
namespace {

/// The beginning of SHA-256 in hexadecimal, with the digits that could spell words replaced.
std::string encode_digest(std::string_view text) {
  constexpr std::string_view kDigits = "gh2k456789mbcdtf";
  constexpr size_t kBytes = 5;
  std::string out;
  for (char c : render::sha256(text).substr(0, kBytes)) {
    auto byte = static_cast<unsigned char>(c);
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

/// What kustomize's hasher reads of a field: "" when it is missing, its text when it is a scalar,
/// else the data; a list counts as null.
Value field_value(const Node* node, Arena& arena) {
  if (!node) return Value::of_string("");
  if (node->is_scalar()) return Value::of_string(node->text());
  if (node->is_sequence()) return Value();
  YamlDecoded decoded = decode_yaml(node, arena, {YamlDialect::Kustomize, YamlNumbers::Float});
  if (decoded.problem) throw Error(*std::move(decoded.problem));
  return decoded.value;
}

std::string hash_fields(const Object& object, bool is_secret) {
  Arena arena;
  ValueMap map(arena);
  const Node& root = *object.root;
  std::string_view name_path[] = {"metadata", "name"};
  map.set("kind", Value::of_string(is_secret ? "Secret" : "ConfigMap"));
  map.set("name", field_value(root.find_path(name_path), arena));
  map.set("data", field_value(root.find("data"), arena));
  if (is_secret) map.set("type", field_value(root.find("type"), arena));
  std::string_view more = is_secret ? "stringData" : "binaryData";
  const Node* optional = root.find(more);
  if (optional && !optional->is_scalar()) map.set(more, field_value(optional, arena));
  return encode_digest(to_json(Value::of_map(&map)));
}

std::string_view tag_of(const Node& node) {
  if (!node.tag().empty()) {
    constexpr std::string_view kLong = "tag:yaml.org,2002:";
    std::string_view tag = node.tag();
    return tag.starts_with(kLong) ? tag.substr(kLong.size()) : tag;
  }
  if (node.is_mapping()) return "map";
  if (node.is_sequence()) return "seq";
  switch (resolve_scalar(node, YamlDialect::Kustomize).type) {
    case ScalarType::Null:
      return "null";
    case ScalarType::Bool:
      return "bool";
    case ScalarType::Int:
      return "int";
    case ScalarType::Float:
      return "float";
    case ScalarType::Timestamp:
      return "timestamp";
    case ScalarType::Binary:
      return "binary";
    case ScalarType::Merge:
      return "merge";
    case ScalarType::String:
      break;
  }
  return "str";
}

/// Numbers that go-yaml v3 gives to kinds and styles of nodes.
int kind_number(const Node& node) { return node.is_mapping() ? 4 : node.is_sequence() ? 2 : 8; }

int style_number(NodeStyle style) {
  switch (style) {
    case NodeStyle::DoubleQuoted:
      return 2;
    case NodeStyle::SingleQuoted:
      return 4;
    case NodeStyle::Literal:
      return 8;
    case NodeStyle::Folded:
      return 16;
    case NodeStyle::Flow:
      return 32;
    default:
      return 0;
  }
}

/// encoding/json of a yaml.Node: kustomize hashes that for kinds it does not know. Comments, which
/// are part of it there, are not kept here.
void append_node_json(std::string& out, const Node& node) {
  out += fmt::format("{{\"Kind\":{},\"Style\":{},\"Tag\":\"!!{}\",\"Value\":", kind_number(node),
                     style_number(node.style), tag_of(node));
  append_json_string(out, node.text());
  out += ",\"Anchor\":\"\",\"Alias\":null,\"Content\":";
  if (node.is_scalar() || node.size == 0) {
    out += "null";
  } else {
    char separator = '[';
    auto add = [&](const Node& child) {
      out += separator;
      append_node_json(out, child);
      separator = ',';
    };
    for (const Node* item : node.elements()) add(*item);
    for (const NodeEntry& entry : node.pairs()) {
      add(*entry.key);
      add(*entry.value);
    }
    out += ']';
  }
  out += fmt::format(
      ",\"HeadComment\":\"\",\"LineComment\":\"\",\"FootComment\":\"\",\"Line\":{},\"Column\":{}}}",
      node.line, node.column);
}

}  // namespace

std::string content_hash(const Object& object) {
  if (object.kind() == "ConfigMap") return hash_fields(object, false);
  if (object.kind() == "Secret") return hash_fields(object, true);
  std::string json;
  append_node_json(json, *object.root);
  return encode_digest(json);
}

void add_hashes(ObjectList& objects, Context& context) {
  for (Object* object : objects.all()) {
    if (!object->notes.needs_hash) continue;
    std::string name = fmt::format("{}-{}", object->name(), content_hash(*object));
    store_previous_id(*object, objects.schemas(), context.arena);
    set_text(*object, {"metadata", "name"}, name, nullptr, context.arena);
    objects.reindex(*object);
  }
}

}  // namespace drydock::overlays

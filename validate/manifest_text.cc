#include "validate/manifest_text.h"

#include <algorithm>

#include "core/json/write.h"

namespace drydock::validate {
namespace {

constexpr std::string_view kSeparator = "\n---";
constexpr std::string_view kUnmarshal = "error unmarshaling JSON: while decoding JSON: ";

bool same_letters(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    auto small = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return small(x) == small(y);
  });
}

/// As encoding/json calls it in refusals.
std::string_view json_name(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::Bool:
      return "bool";
    case Value::Kind::List:
      return "array";
    case Value::Kind::Map:
      return "object";
    case Value::Kind::String:
      return "string";
    default:
      return "number";
  }
}

/// Reads fields as encoding/json does: the first that does not fit is remembered, the others are
/// set.
class StructReader {
 public:
  explicit StructReader(std::string& error) : error_(error) {}

  /// A text; the library's detour by YAML makes texts of numbers and booleans.
  void read_text(const Value& value, std::string_view path, std::string& target) {
    if (value.is_nil()) return;
    if (value.is_list() || value.is_map()) return refuse(value, path, "string");
    if (value.is_string()) {
      target = value.as_string();
    } else {
      target = to_json(value);
    }
  }

  void refuse(const Value& value, std::string_view path, std::string_view type) {
    if (!error_.empty()) return;
    error_ = fmt::format("{}json: cannot unmarshal {} into Go struct field .{} of type {}",
                         kUnmarshal, json_name(value), path, type);
  }

 private:
  std::string& error_;
};

struct Names {
  std::string name;
  std::string generate_name;
};

void read_metadata(StructReader& reader, const Value& metadata, Signature& signature,
                   Names& names) {
  if (metadata.is_nil()) return;
  if (!metadata.is_map()) {
    return reader.refuse(metadata, "Metadata",
                         "struct { Name string \"yaml:\\\"name\\\"\"; Namespace string "
                         "\"yaml:\\\"namespace\\\"\"; GenerateName string "
                         "\"yaml:\\\"generateName\\\"\" }");
  }
  for (const ValueMap::Entry& entry : metadata.as_map().entries()) {
    if (same_letters(entry.key, "name")) {
      reader.read_text(entry.value, "Metadata.Name", names.name);
    } else if (same_letters(entry.key, "namespace")) {
      reader.read_text(entry.value, "Metadata.Namespace", signature.namespace_name);
    } else if (same_letters(entry.key, "generateName")) {
      reader.read_text(entry.value, "Metadata.GenerateName", names.generate_name);
    }
  }
}

std::string_view text_of(const Value& map, std::string_view key) {
  const Value* value = map.is_map() ? map.as_map().find(key) : nullptr;
  return value && value->is_string() ? value->as_string() : std::string_view();
}

bool has_text(const Value& map, std::string_view key) {
  const Value* value = map.as_map().find(key);
  return value && value->is_string();
}

}  // namespace

std::vector<ManifestText> split_manifest(std::string_view text) {
  std::vector<ManifestText> parts;
  int line = 1;
  while (!text.empty()) {
    size_t found = text.find(kSeparator);
    if (found == text.npos) {
      parts.push_back({text, line});
      break;
    }
    std::string_view after = text.substr(found + kSeparator.size());
    size_t line_break = after.find('\n');
    if (!after.empty() && line_break == after.npos) break;
    std::string_view part = text.substr(0, found);
    parts.push_back({part, line});
    if (after.empty()) break;
    line += static_cast<int>(std::count(part.begin(), part.end(), '\n')) + 2;
    text = after.substr(line_break + 1);
  }
  return parts;
}

Signature read_signature(const Value& document) {
  Signature signature;
  Names names;
  StructReader reader(signature.error);
  if (document.is_map()) {
    for (const ValueMap::Entry& entry : document.as_map().entries()) {
      if (same_letters(entry.key, "apiVersion")) {
        reader.read_text(entry.value, "APIVersion", signature.version);
      } else if (same_letters(entry.key, "kind")) {
        reader.read_text(entry.value, "Kind", signature.kind);
      } else if (same_letters(entry.key, "metadata")) {
        read_metadata(reader, entry.value, signature, names);
      }
    }
  }
  signature.name =
      names.generate_name.empty() ? names.name : names.generate_name + "{{ generateName }}";
  if (!signature.error.empty()) return signature;
  if (signature.kind.empty()) {
    signature.error = "missing 'kind' key";
  } else if (signature.version.empty()) {
    signature.error = "missing 'apiVersion' key";
  }
  return signature;
}

Signature read_item_signature(const Value& item) {
  Signature signature;
  for (std::string_view key : {"kind", "apiVersion"}) {
    if (has_text(item, key)) continue;
    signature.error = fmt::format("missing '{}' key", key);
    return signature;
  }
  signature.kind = text_of(item, "kind");
  signature.version = text_of(item, "apiVersion");
  const Value* metadata = item.as_map().find("metadata");
  if (!metadata || !metadata->is_map()) return signature;
  signature.name = text_of(*metadata, "name");
  signature.namespace_name = text_of(*metadata, "namespace");
  if (has_text(*metadata, "generateName")) {
    signature.name = fmt::format("{}{{{{ generateName }}}}", text_of(*metadata, "generateName"));
  }
  return signature;
}

std::vector<Value> list_items(const Value& document) {
  std::vector<Value> items;
  if (!document.is_map()) return items;
  for (const ValueMap::Entry& entry : document.as_map().entries()) {
    if (!same_letters(entry.key, "items") || !entry.value.is_list()) continue;
    items.assign(entry.value.as_list().begin(), entry.value.as_list().end());
  }
  return items;
}

}  // namespace drydock::validate

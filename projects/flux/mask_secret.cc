#include "projects/flux/mask_secret.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <string_view>

#include "core/base_encoding.h"
#include "core/error.h"
#include "core/yaml/emit.h"
#include "core/yaml/resolve.h"
#include "overlays/object.h"

namespace drydock::projects::flux {
namespace {

constexpr std::string_view kMask = "**SOPS**";
constexpr std::string_view kDockerMask = R"({"mask":"**SOPS**"})";

/// A value of a Secret, as it was and as it is to be.
struct Entry {
  const Node* key;
  Node* old;
  std::string text;
  bool is_masked = false;

  void mask(std::string_view with) {
    text = with;
    is_masked = true;
  }
};
using Entries = std::map<std::string_view, Entry>;  // in the order of the output

std::string_view value_text(const Node& value) {
  if (!value.is_scalar()) return {};
  if (resolve_scalar(value, YamlDialect::Kustomize).type == ScalarType::Null) return {};
  return value.text();
}

Entries entries_of(const Node& object, std::string_view field) {
  Entries entries;
  const Node* map = object.find(field);
  if (!map) return entries;
  for (const NodeEntry& entry : map->pairs()) {
    entries.insert_or_assign(entry.key->text(),
                             Entry{entry.key, entry.value, std::string(value_text(*entry.value))});
  }
  return entries;
}

bool is_marked(std::string_view text) {
  return text.find("sops") != text.npos && text.find("ENC[") != text.npos;
}

void mask_all(Entries& entries, const std::string& mask) {
  for (auto& [key, entry] : entries) entry.mask(mask);
}

void mask_marked(const Node& object, Entries& data, Entries& texts) {
  for (auto& [key, entry] : data) {
    BaseDecoded decoded = decode_base64(entry.text);
    if (!decoded.ok()) {
      fail("flux-secret",
           fmt::format("`data.{}` of Secret `{}` is no Base64", key,
                       object.find("metadata") ? object.find("metadata")->text_of("name") : ""),
           entry.old->where());
    }
    if (is_marked(decoded.bytes)) entry.mask(encode_base64(kMask));
  }
  for (auto& [key, entry] : texts) {
    if (is_marked(entry.text)) entry.mask(encode_base64(kMask));  // Base64 here as well
  }
}

void put(Node& object, std::string_view field, const Entries& entries, bool quoted, Masking masking,
         Arena& arena) {
  Node* map = make_mapping(arena);
  if (const Node* old = object.find(field)) {
    map->file = old->file;
    map->line = old->line;
    map->column = old->column;
  }
  for (const auto& [key, entry] : entries) {
    if (masking == Masking::Values && !entry.is_masked) {
      append(arena, *map, overlays::make_scalar_from(arena, key, entry.key), entry.old);
      continue;
    }
    // What was text in `stringData` is what it looks like afterwards, as in the original.
    NodeStyle style = entry.text.find('\n') != std::string::npos ? NodeStyle::Literal
                      : quoted                                   ? NodeStyle::DoubleQuoted
                                                                 : NodeStyle::Plain;
    append(arena, *map, overlays::make_scalar_from(arena, key, entry.key),
           overlays::make_scalar_from(arena, arena.copy(entry.text), entry.old, style));
  }
  set(arena, object, field, map);
}

}  // namespace

void mask_encrypted_secret(Node& object, Masking masking, Arena& arena) {
  if (object.text_of("kind") != "Secret") return;
  Entries data = entries_of(object, "data");
  Entries texts = entries_of(object, "stringData");
  std::string printed = to_yaml(object, YamlDialect::Kustomize);
  if (printed.find("sops:") != printed.npos && printed.find("mac: ENC[") != printed.npos) {
    erase(object, "sops");
    bool is_docker = object.text_of("type") == "kubernetes.io/dockerconfigjson";
    std::string mask(is_docker ? kDockerMask : kMask);
    mask_all(data, encode_base64(mask));
    mask_all(texts, mask);
  } else {
    mask_marked(object, data, texts);
  }
  erase(object, "data");
  if (!data.empty()) put(object, "data", data, true, masking, arena);
  if (!texts.empty()) put(object, "stringData", texts, false, masking, arena);
}

}  // namespace drydock::projects::flux

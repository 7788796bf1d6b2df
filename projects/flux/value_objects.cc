#include "projects/flux/value_objects.h"

#include <cctype>

#include "core/base_encoding.h"

namespace drydock::projects::flux {
namespace {

bool is_encrypted_value(std::string_view text) {
  return text.starts_with("ENC[") && text.ends_with(']');
}

/// Values that are no Base64 are kept as they are: the API server would refuse the object, which
/// is not this place's to say.
std::string decoded(std::string_view text) {
  BaseDecoded result = decode_base64(text);
  return result.ok() ? std::move(result.bytes) : std::string(text);
}

void take(const Node* data, bool is_base64, ValueObject& into) {
  if (!data) return;
  for (const NodeEntry& entry : data->pairs()) {
    if (!entry.value->is_scalar()) continue;
    std::string key(entry.key->text());
    std::string_view text = entry.value->text();
    if (into.encrypted && is_encrypted_value(text)) {
      into.data[key] = sops_placeholder(key);
    } else {
      into.data[key] = is_base64 ? decoded(text) : std::string(text);
    }
  }
}

}  // namespace

bool is_encrypted_by_sops(const Node& object) {
  const Node* sops = object.find("sops");
  return sops && sops->is_mapping() && sops->find("mac");
}

std::string sops_placeholder(std::string_view key) {
  std::string text = "sops-";
  for (char c : key) {
    auto byte = static_cast<unsigned char>(c);
    text.push_back(std::isalnum(byte) ? static_cast<char>(std::tolower(byte)) : '-');
  }
  while (text.ends_with('-')) text.pop_back();
  return text;
}

void ValueObjects::add(const Node& object, std::string_view default_namespace) {
  std::string_view kind = object.text_of("kind");
  bool is_secret = kind == "Secret";
  if ((!is_secret && kind != "ConfigMap") || object.text_of("apiVersion") != "v1") return;
  const Node* metadata = object.find("metadata");
  if (!metadata) return;
  std::string_view namespace_name = metadata->text_of("namespace");
  if (namespace_name.empty()) namespace_name = default_namespace;
  ValueObject value;
  value.where = object.where();
  value.encrypted = is_encrypted_by_sops(object);
  take(object.find("data"), is_secret, value);
  if (is_secret) take(object.find("stringData"), false, value);
  objects_.insert_or_assign(
      {std::string(kind), std::string(namespace_name), std::string(metadata->text_of("name"))},
      std::move(value));
}

const ValueObject* ValueObjects::find(std::string_view kind, std::string_view namespace_name,
                                      std::string_view name) const {
  auto at = objects_.find({std::string(kind), std::string(namespace_name), std::string(name)});
  return at == objects_.end() ? nullptr : &at->second;
}

std::vector<std::string_view> ValueObjects::names(std::string_view kind,
                                                  std::string_view namespace_name) const {
  std::vector<std::string_view> found;
  for (const auto& [key, object] : objects_) {
    if (key.kind == kind && key.namespace_name == namespace_name) found.push_back(key.name);
  }
  return found;
}

}  // namespace drydock::projects::flux

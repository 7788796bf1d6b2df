#include "projects/flux/value_objects.h"

#include <cctype>

#include "core/base_encoding.h"

namespace drydock::projects::flux {
namespace {

// What a Secret holds that a Kustomization has rendered: see `mask_encrypted_secret`.
constexpr std::string_view kMask = "**SOPS**";

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
    std::string value = is_base64 ? decoded(text) : std::string(text);
    bool hidden = (into.encrypted && is_encrypted_value(text)) || value == kMask;
    if (hidden) into.hidden.insert(key);
    into.data[key] = hidden ? sops_placeholder(key) : std::move(value);
  }
}

std::string placeholder(std::string text, std::string_view key) {
  for (char c : key) {
    auto byte = static_cast<unsigned char>(c);
    text.push_back(std::isalnum(byte) ? static_cast<char>(std::tolower(byte)) : '-');
  }
  while (text.ends_with('-')) text.pop_back();
  return text;
}

void hide(const std::string& key, ValueObject& into) {
  into.hidden.insert(key);
  into.data[key] = external_placeholder(key);
}

/// Texts of a template; those with expressions in them are known in the cluster only.
void take_template(const Node* data, ValueObject& into) {
  if (!data) return;
  for (const NodeEntry& entry : data->pairs()) {
    if (!entry.value->is_scalar()) continue;
    std::string key(entry.key->text());
    std::string_view text = entry.value->text();
    if (text.find("{{") != text.npos) {
      hide(key, into);
    } else {
      into.data[key] = text;
    }
  }
}

const Node* below(const Node* node, std::initializer_list<std::string_view> path) {
  for (std::string_view key : path) node = node ? node->find(key) : nullptr;
  return node;
}

bool has_items(const Node* list) { return list && list->size > 0; }

void take_external_secret(const Node* spec, ValueObject& into) {
  const Node* model = below(spec, {"target", "template"});
  take_template(below(model, {"data"}), into);
  into.is_open = has_items(below(model, {"templateFrom"}));
  bool merges = model && model->text_of("mergePolicy") == "Merge";
  bool has_model = has_items(below(model, {"data"})) || into.is_open;
  if (has_model && !merges) return;  // what is fetched only fills the template
  const Node* data = below(spec, {"data"});
  if (data && data->is_sequence()) {
    for (const Node* item : data->elements()) {
      std::string key(item->text_of("secretKey"));
      if (!key.empty() && !into.data.count(key)) hide(key, into);
    }
  }
  into.is_open |= has_items(below(spec, {"dataFrom"}));
}

void take_sealed_secret(const Node* spec, ValueObject& into) {
  take_template(below(spec, {"template", "data"}), into);
  const Node* sealed = below(spec, {"encryptedData"});
  if (!sealed || !sealed->is_mapping()) return;
  for (const NodeEntry& entry : sealed->pairs()) hide(std::string(entry.key->text()), into);
}

}  // namespace

std::string sops_placeholder(std::string_view key) { return placeholder("sops-", key); }
std::string external_placeholder(std::string_view key) { return placeholder("external-", key); }

/// Kinds whose controllers make a Secret, where it has not the name of the object itself.
void ValueObjects::add_made(const Node& object, std::string_view namespace_name) {
  std::string_view kind = object.text_of("kind"), api = object.text_of("apiVersion");
  const Node* spec = object.find("spec");
  ValueObject value;
  value.where = object.where();
  value.is_made = true;
  std::string_view name = object.find("metadata")->text_of("name");
  const Node* target = nullptr;
  if (kind == "ExternalSecret" && api.starts_with("external-secrets.io/")) {
    take_external_secret(spec, value);
    target = below(spec, {"target"});
  } else if (kind == "SealedSecret" && api.starts_with("bitnami.com/")) {
    take_sealed_secret(spec, value);
    target = below(spec, {"template", "metadata"});
  } else if (kind == "OnePasswordItem" && api.starts_with("onepassword.com/")) {
    value.is_open = true;
  } else if (kind.starts_with("Vault") && api.starts_with("secrets.hashicorp.com/")) {
    value.is_open = true;
    target = below(spec, {"destination"});
    if (!target) return;
  } else {
    return;
  }
  std::string_view other = target ? target->text_of("name") : std::string_view();
  if (!other.empty()) name = other;
  Key key{"Secret", std::string(namespace_name), std::string(name)};
  auto [at, is_new] = objects_.try_emplace(std::move(key), value);
  if (!is_new && at->second.is_made) at->second = std::move(value);
}

void ValueObjects::add(const Node& object, std::string_view default_namespace) {
  std::string_view kind = object.text_of("kind");
  bool is_secret = kind == "Secret";
  const Node* metadata = object.find("metadata");
  if (!metadata) return;
  std::string_view namespace_name = metadata->text_of("namespace");
  if (namespace_name.empty()) namespace_name = default_namespace;
  if ((!is_secret && kind != "ConfigMap") || object.text_of("apiVersion") != "v1") {
    return add_made(object, namespace_name);
  }
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

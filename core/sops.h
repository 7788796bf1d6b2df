#pragma once

#include "core/yaml/node.h"

namespace drydock {

/// Whether SOPS has encrypted values of the object: who deploys it has the key, and takes the block
/// `sops` away again.
inline bool is_encrypted_by_sops(const Node& object) {
  const Node* sops = object.find("sops");
  return sops && sops->is_mapping() && sops->find("mac");
}
/// Whether a value of such an object is encrypted.
inline bool is_encrypted_value(const Node& value) { return value.text().starts_with("ENC["); }

}  // namespace drydock

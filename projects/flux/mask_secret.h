#pragma once

#include "core/arena.h"
#include "core/yaml/node.h"

namespace drydock::projects::flux {

enum class Masking : uint8_t {
  Values,  // only what is encrypted
  Printed  // all of `data` and `stringData` is written anew, where types of texts may change
};

/// Replaces what SOPS has encrypted in a Secret by `**SOPS**`, as `flux build` does before it
/// prints; other objects stay. Changes the tree in place. Throws Error with rule `flux-secret` for
/// data that is no Base64.
void mask_encrypted_secret(Node& object, Masking masking, Arena& arena);

}  // namespace drydock::projects::flux

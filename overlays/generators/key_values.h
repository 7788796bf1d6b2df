#pragma once

#include <string>
#include <vector>

#include "overlays/context.h"
#include "overlays/kustomization.h"

namespace drydock::overlays {

struct KeyValue {
  std::string_view key;
  std::string_view value;      // any bytes
  const Node* node = nullptr;  // the entry that gave it
};

/// What the literals, files and env files of a generator say, in kustomize's order. Texts belong to
/// the build. Throws Error at the entry that cannot be read, or that gives a key twice.
std::vector<KeyValue> read_key_values(const GeneratorConfig& config, Context& context);

}  // namespace drydock::overlays

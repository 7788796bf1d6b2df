#pragma once

#include <span>
#include <string_view>

namespace drydock::overlays {

/// The kinds of generators and transformers that `kustomize edit alpha-list-builtin-plugin` lists.
std::span<const std::string_view> builtin_plugins();

}  // namespace drydock::overlays

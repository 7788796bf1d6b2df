#pragma once

#include <span>
#include <string_view>

namespace drydock::validate::policy {

/// A built-in pack of policies, written in Lua as anybody would.
struct Pack {
  std::string_view name;
  std::string_view summary;
  std::string_view text;
};

std::span<const Pack> packs();
/// What packs require.
std::span<const Pack> pack_modules();
const Pack* find_pack(std::string_view name);
/// The pack that defines a policy of that id; null when none does.
const Pack* pack_with_policy(std::string_view id);

}  // namespace drydock::validate::policy

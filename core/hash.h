#pragma once

#include <cstdint>
#include <string_view>

namespace drydock {

/// A fast hash that is the same on every machine and in every version; not for hostile keys that
/// must not collide: compare the bytes as well.
uint64_t hash64(std::string_view bytes);

}  // namespace drydock

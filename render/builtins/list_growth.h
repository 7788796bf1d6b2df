#pragma once

#include <cstddef>
#include <span>

#include "core/arena.h"
#include "core/value.h"

namespace drydock::render {

// What append leaves behind: Go's lists have a capacity beyond their length, and templates can see
// it, since `slice` reaches up to it and `index` has another error text there.

/// The capacity of a list of `capacity` items after an append that makes it `length` long, which is
/// more than `capacity`. `item_size` is in bytes; 16 for interfaces and strings.
size_t grown_capacity(size_t capacity, size_t length, size_t item_size = 16,
                      bool has_pointers = true);

/// The capacity of a list that began empty, with room for `capacity` items, and got its items by
/// one append each.
size_t appended_capacity(size_t length, size_t capacity = 0, size_t item_size = 16,
                         bool has_pointers = true);

/// A list with a copy of the items and with room up to `capacity`, which shows `zero` where it is
/// looked at.
Value make_list(Arena& arena, std::span<const Value> items, size_t capacity,
                GoType type = GoType::Default, Value zero = {});

/// A list that began empty and got its items by one append each.
Value make_appended_list(Arena& arena, std::span<const Value> items, GoType type = GoType::Default);

}  // namespace drydock::render

#pragma once

#include <cstddef>

namespace drydock {

/// The capacity of a Go slice of interfaces that `append` has grown one item at a time from an
/// empty one to this size: what encoding/json and the template functions build lists with. Beyond
/// 74752 items it is the size itself.
constexpr size_t go_appended_capacity(size_t size) {
  // As Go 1.26 grows on amd64, where a block carries a header from 512 bytes on.
  constexpr size_t kCapacities[] = {0,     1,     2,     4,     8,     16,    32,    71,    143,
                                    303,   591,   1023,  1535,  2560,  3584,  5120,  6656,  8704,
                                    11264, 14336, 18432, 23552, 29696, 37376, 47104, 59392, 74752};
  for (size_t capacity : kCapacities) {
    if (size <= capacity) return capacity;
  }
  return size;
}

}  // namespace drydock

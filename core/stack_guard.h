#pragma once

#include <cstddef>
#include <cstdint>

namespace drydock {

/// Tells a recursive function when it has gone too deep for the thread's stack, whatever the size
/// of its frames.
class StackGuard {
 public:
  /// `bytes` is how much of the stack may be used from here on.
  [[gnu::always_inline]] explicit StackGuard(size_t bytes)
      : lowest_(here() > bytes ? here() - bytes : 0) {}

  [[gnu::always_inline]] bool exhausted() const { return here() < lowest_; }

 private:
  [[gnu::always_inline]] static uintptr_t here() {
    return reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  }

  uintptr_t lowest_;
};

}  // namespace drydock

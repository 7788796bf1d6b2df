#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace drydock {

/// Memory that is freed all at once. Holds only trivially destructible things. Not for sharing
/// between threads while it grows.
class Arena {
 public:
  /// `limit` is in bytes; going over it throws Error with rule `memory-limit`.
  explicit Arena(size_t limit = SIZE_MAX) : limit_(limit) {}
  Arena(Arena&&) noexcept = default;
  Arena& operator=(Arena&&) noexcept = default;

  void* allocate(size_t size, size_t alignment) {
    uintptr_t start = (next_ + alignment - 1) & ~(alignment - 1);
    if (start + size > end_ || next_ == 0) return allocate_page(size, alignment);
    next_ = start + size;
    return reinterpret_cast<void*>(start);
  }

  template <class T, class... Args>
  T* make(Args&&... args) {
    static_assert(std::is_trivially_destructible_v<T>);
    return new (allocate(sizeof(T), alignof(T))) T{std::forward<Args>(args)...};
  }

  /// Uninitialised storage for `count` objects.
  template <class T>
  T* array(size_t count) {
    static_assert(std::is_trivially_destructible_v<T> && std::is_trivially_copyable_v<T>);
    return static_cast<T*>(allocate(sizeof(T) * count, alignof(T)));
  }

  std::string_view copy(std::string_view text) {
    if (text.empty()) return {};
    char* data = static_cast<char*>(allocate(text.size(), 1));
    std::memcpy(data, text.data(), text.size());
    return {data, text.size()};
  }

  /// Bytes taken from the system.
  size_t bytes_reserved() const { return reserved_; }

 private:
  void* allocate_page(size_t size, size_t alignment);

  size_t limit_;
  size_t reserved_ = 0;
  uintptr_t next_ = 0;
  uintptr_t end_ = 0;
  std::vector<std::unique_ptr<std::byte[]>> pages_;
};

}  // namespace drydock

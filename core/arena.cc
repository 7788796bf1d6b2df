#include "core/arena.h"

#include <algorithm>

#include "core/error.h"

namespace drydock {

void* Arena::allocate_page(size_t size, size_t alignment) {
  // Pages double up to 256 KiB, so that small documents stay small and large ones need few pages.
  constexpr size_t kFirstPage = 4096;
  constexpr size_t kLargestPage = 256 * 1024;
  size_t page = std::clamp(reserved_, kFirstPage, kLargestPage);
  bool of_its_own = size + alignment > page / 2;
  if (of_its_own) page = size + alignment;
  if (page > limit_ || reserved_ > limit_ - page) {
    fail("memory-limit",
         "needs more memory than the limit of " + std::to_string(limit_ / (1024 * 1024)) + " MiB");
  }
  pages_.emplace_back(new std::byte[page]);
  reserved_ += page;
  uintptr_t begin = reinterpret_cast<uintptr_t>(pages_.back().get());
  uintptr_t start = (begin + alignment - 1) & ~(alignment - 1);
  if (!of_its_own) {
    next_ = start + size;
    end_ = begin + page;
  }
  return reinterpret_cast<void*>(start);
}

}  // namespace drydock

#include "cli/process_memory.h"

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>

namespace drydock::cli {

void expect_one_run() {
#ifdef __GLIBC__
  constexpr uintptr_t kHugePage = uintptr_t{2} << 20;
  constexpr size_t kGrowth = 256 << 10;
  constexpr int kHeap = 64 << 20;  // addresses, of which only those in use get memory
  // The thread that templates run on allocates where everything else does, and what was freed is
  // used again instead of going back to the system.
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  mallopt(M_TOP_PAD, kHeap);
  // More than is free in the heap, so that it grows; volatile, or the compiler sees no need.
  uintptr_t end = reinterpret_cast<uintptr_t>(sbrk(0));
  void* volatile block = std::malloc(kGrowth);
  std::free(block);
  uintptr_t grown = reinterpret_cast<uintptr_t>(sbrk(0));
  // What small runs need comes in small pages; behind that one page fault gets 2 MiB instead of
  // 512. A page that was touched before it was asked for would be a small one.
  uintptr_t begin = (end + kGrowth + kHugePage) / kHugePage * kHugePage;
  if (begin >= grown) return;
  madvise(reinterpret_cast<void*>(begin), grown - begin, MADV_HUGEPAGE);
#endif
}

}  // namespace drydock::cli

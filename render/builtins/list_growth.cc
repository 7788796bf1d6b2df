#include "render/builtins/list_growth.h"

#include <algorithm>
#include <iterator>

namespace drydock::render {
namespace {

// Go's allocator hands out blocks of these sizes, and append uses the block up.
constexpr size_t kBlockSizes[] = {
    8,     16,    24,    32,    48,    64,    80,    96,    112,   128,   144,  160,   176,   192,
    208,   224,   240,   256,   288,   320,   352,   384,   416,   448,   480,  512,   576,   640,
    704,   768,   896,   1024,  1152,  1280,  1408,  1536,  1792,  2048,  2304, 2688,  3072,  3200,
    3456,  4096,  4864,  5376,  6144,  6528,  6784,  6912,  8192,  9472,  9728, 10240, 10880, 12288,
    13568, 14336, 16384, 18432, 19072, 20480, 21760, 24576, 27264, 28672, 32768};
constexpr size_t kLargestBlock = 32768;
constexpr size_t kPage = 8192;
// A block with pointers in it that is larger than this begins with a header.
constexpr size_t kLargestWithoutHeader = 512;
constexpr size_t kHeader = 8;

size_t usable_size(size_t size, bool has_pointers) {
  if (size > kLargestBlock - kHeader) return (size + kPage - 1) / kPage * kPage;
  size_t header = has_pointers && size > kLargestWithoutHeader ? kHeader : 0;
  const size_t* block =
      std::lower_bound(std::begin(kBlockSizes), std::end(kBlockSizes), size + header);
  return *block - header;
}

// Doubles while small, then grows by a quarter.
size_t wanted_capacity(size_t capacity, size_t length) {
  constexpr size_t kSmall = 256;
  if (length > capacity * 2) return length;
  if (capacity < kSmall) return capacity * 2;
  while (capacity < length) capacity += (capacity + 3 * kSmall) / 4;
  return capacity;
}

}  // namespace

size_t grown_capacity(size_t capacity, size_t length, size_t item_size, bool has_pointers) {
  return usable_size(wanted_capacity(capacity, length) * item_size, has_pointers) / item_size;
}

size_t appended_capacity(size_t length, size_t capacity, size_t item_size, bool has_pointers) {
  while (capacity < length) {
    capacity = grown_capacity(capacity, capacity + 1, item_size, has_pointers);
  }
  return capacity;
}

Value make_list(Arena& arena, std::span<const Value> items, size_t capacity, GoType type,
                Value zero) {
  capacity = std::max(capacity, items.size());
  Value* copy = arena.array<Value>(capacity);
  std::fill(std::copy(items.begin(), items.end(), copy), copy + capacity, zero);
  return Value::of_list({copy, items.size()}, type, capacity - items.size());
}

Value make_appended_list(Arena& arena, std::span<const Value> items, GoType type) {
  bool ints = type == GoType::Ints;
  Value zero;
  if (ints) zero = Value::of_int(0, GoType::Int);
  if (type == GoType::Strings) zero = Value::of_string("");
  return make_list(arena, items, appended_capacity(items.size(), 0, ints ? 8 : 16, !ints), type,
                   zero);
}

}  // namespace drydock::render

#include "plan/align.h"

#include <algorithm>
#include <cstdint>

#include "plan/same_value.h"

namespace drydock::plan {
namespace {

/// Pairs of equal items in the middle of both lists, as many as there can be in order.
std::vector<std::pair<size_t, size_t>> equal_pairs(const Node& a, const Node& b, size_t head,
                                                   size_t a_end, size_t b_end,
                                                   const Shape& element) {
  size_t rows = a_end - head, columns = b_end - head;
  if (rows > kMaxAligned || columns > kMaxAligned) return {};
  size_t width = columns + 1;
  std::vector<uint16_t> longest((rows + 1) * width);
  std::vector<bool> equal(rows * columns);
  for (size_t i = rows; i-- > 0;) {
    for (size_t j = columns; j-- > 0;) {
      bool same = same_value(*a.items[head + i], *b.items[head + j], element);
      equal[i * columns + j] = same;
      longest[i * width + j] =
          same ? static_cast<uint16_t>(longest[(i + 1) * width + j + 1] + 1)
               : std::max(longest[(i + 1) * width + j], longest[i * width + j + 1]);
    }
  }
  std::vector<std::pair<size_t, size_t>> pairs;
  for (size_t i = 0, j = 0; i < rows && j < columns;) {
    if (equal[i * columns + j]) {
      pairs.emplace_back(head + i++, head + j++);
    } else if (longest[(i + 1) * width + j] >= longest[i * width + j + 1]) {
      ++i;
    } else {
      ++j;
    }
  }
  return pairs;
}

}  // namespace

Alignment align(const Node& before, const Node& after, const Shape& element) {
  size_t a_end = before.size, b_end = after.size, head = 0;
  auto same = [&](size_t i, size_t j) {
    return same_value(*before.items[i], *after.items[j], element);
  };
  while (head < a_end && head < b_end && same(head, head)) ++head;
  while (a_end > head && b_end > head && same(a_end - 1, b_end - 1)) --a_end, --b_end;
  std::vector<std::pair<size_t, size_t>> pairs =
      equal_pairs(before, after, head, a_end, b_end, element);
  pairs.emplace_back(a_end, b_end);
  Alignment out;
  size_t i = head, j = head;
  for (const auto& [next_i, next_j] : pairs) {
    for (; i < next_i; ++i) {
      std::optional<size_t> partner;
      if (j < next_j) partner = j++;
      out.of_old.emplace_back(i, partner);
    }
    for (; j < next_j; ++j) out.came.push_back(j);
    i = next_i + 1;
    j = next_j + 1;
  }
  return out;
}

}  // namespace drydock::plan

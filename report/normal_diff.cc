#include "report/normal_diff.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "report/line_changes.h"

namespace drydock::report {
namespace {

using Lines = std::vector<std::string_view>;

/// Which lines of two texts go and come, by Myers' shortest edit script.
class ShortestEdit {
 public:
  ShortestEdit(const Lines& a, const Lines& b)
      : a_(a), b_(b), goes_(a.size(), true), comes_(b.size(), true) {
    size_t head = 0, a_end = a.size(), b_end = b.size();
    while (head < a_end && head < b_end && a[head] == b[head]) keep(head, head), ++head;
    while (a_end > head && b_end > head && a[a_end - 1] == b[b_end - 1]) {
      keep(--a_end, --b_end);
    }
    search(head, a_end, head, b_end);
  }

  bool goes(size_t line) const { return goes_[line]; }
  bool comes(size_t line) const { return comes_[line]; }

 private:
  static constexpr int64_t kMostEdits = 1500;  // memory grows with the square

  void keep(size_t x, size_t y) { goes_[x] = comes_[y] = false; }

  void search(size_t a_begin, size_t a_end, size_t b_begin, size_t b_end) {
    auto n = static_cast<int64_t>(a_end - a_begin), m = static_cast<int64_t>(b_end - b_begin);
    int64_t most = std::min(n + m, kMostEdits);
    std::vector<std::vector<int64_t>> steps;
    std::vector<int64_t> best(static_cast<size_t>(2 * most + 3), 0);
    auto at = [&](std::vector<int64_t>& row, int64_t k) -> int64_t& {
      return row[static_cast<size_t>(k + most + 1)];
    };
    for (int64_t d = 0; d <= most; ++d) {
      steps.push_back(best);
      for (int64_t k = -d; k <= d; k += 2) {
        bool down = k == -d || (k != d && at(best, k - 1) < at(best, k + 1));
        int64_t x = down ? at(best, k + 1) : at(best, k - 1) + 1;
        int64_t y = x - k;
        while (x < n && y < m && line_a(a_begin, x) == line_b(b_begin, y)) ++x, ++y;
        at(best, k) = x;
        if (x < n || y < m) continue;
        return walk_back(a_begin, b_begin, n, m, d, most, steps);
      }
    }
  }

  void walk_back(size_t a_begin, size_t b_begin, int64_t x, int64_t y, int64_t d, int64_t most,
                 std::vector<std::vector<int64_t>>& steps) {
    for (; d >= 0; --d) {
      auto best = [&](int64_t k) {
        return steps[static_cast<size_t>(d)][static_cast<size_t>(k + most + 1)];
      };
      int64_t k = x - y;
      bool down = k == -d || (k != d && best(k - 1) < best(k + 1));
      int64_t before = down ? k + 1 : k - 1;
      int64_t from_x = d == 0 ? 0 : best(before), from_y = d == 0 ? 0 : from_x - before;
      while (x > from_x && y > from_y) {
        --x, --y;
        keep(a_begin + static_cast<size_t>(x), b_begin + static_cast<size_t>(y));
      }
      x = from_x, y = from_y;
    }
  }

  std::string_view line_a(size_t begin, int64_t x) const {
    return a_[begin + static_cast<size_t>(x)];
  }
  std::string_view line_b(size_t begin, int64_t y) const {
    return b_[begin + static_cast<size_t>(y)];
  }

  const Lines& a_;
  const Lines& b_;
  std::vector<bool> goes_, comes_;
};

/// "3", or "3,5"; the line before where there is none.
std::string range(size_t begin, size_t end) {
  if (end <= begin + 1) return std::to_string(end == begin ? begin : begin + 1);
  return fmt::format("{},{}", begin + 1, end);
}

void append_lines(std::string& out, std::string_view mark, const Lines& lines, size_t begin,
                  size_t end) {
  for (size_t i = begin; i < end; ++i) {
    out.append(mark).append(lines[i]);
    if (!lines[i].ends_with('\n')) out += '\n';
  }
}

}  // namespace

std::string normal_diff(std::string_view before, std::string_view after) {
  Lines a = lines_of(before), b = lines_of(after);
  ShortestEdit edit(a, b);
  std::string out;
  for (size_t i = 0, j = 0; i < a.size() || j < b.size();) {
    size_t a_end = i, b_end = j;
    while (a_end < a.size() && edit.goes(a_end)) ++a_end;
    while (b_end < b.size() && edit.comes(b_end)) ++b_end;
    if (a_end > i || b_end > j) {
      char action = a_end == i ? 'a' : b_end == j ? 'd' : 'c';
      out += fmt::format("{}{}{}\n", range(i, a_end), action, range(j, b_end));
      append_lines(out, "< ", a, i, a_end);
      if (action == 'c') out += "---\n";
      append_lines(out, "> ", b, j, b_end);
    }
    i = a_end + 1, j = b_end + 1;
  }
  return out;
}

}  // namespace drydock::report

#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace drydock {

constexpr char32_t kMaxRune = 0x10FFFF;

/// A set of code points.
class RuneSet {
 public:
  struct Range {
    char32_t first;
    char32_t last;
  };

  RuneSet() = default;
  explicit RuneSet(std::span<const Range> ranges) : ranges_(ranges.begin(), ranges.end()) {}

  void add(char32_t first, char32_t last) { ranges_.push_back({first, last}); }
  void add(const RuneSet& other) {
    ranges_.insert(ranges_.end(), other.ranges_.begin(), other.ranges_.end());
  }
  /// Adds what differs from a member in case only.
  void add_other_cases();
  /// All code points that are not in the set.
  RuneSet negated() const;

  /// Sorts and joins the ranges.
  void normalize();
  /// In the order they were added, or after `normalize`, sorted and apart.
  std::span<const Range> ranges() const { return ranges_; }

 private:
  std::vector<Range> ranges_;
};

/// The set that Go's regular expressions call \p{name}: a general category, its long name, a
/// script, Any, Assigned or ASCII; case, "_", "-" and spaces do not count. Normalized.
std::optional<RuneSet> find_unicode_set(std::string_view name);

/// The next code point that differs from this one in case only, going round: K, k, U+212A, K.
char32_t simple_fold(char32_t rune);

}  // namespace drydock

#pragma once

#include <cstdint>

namespace drydock {

/// Go's rule against small documents that aliases expand to huge ones: at most 99% of the values
/// that a decoder visits may come from aliases; from 400,000 values on fewer, down to 10% at
/// 4,000,000. Counts as go-yaml's decoders do, but while the tree is built.
class AliasBudget {
 public:
  /// One more value, as the document has it.
  void visit() { ++visited_; }
  /// A merge key, which a decoder does not visit.
  void unvisit() { --visited_; }
  /// An alias to something that a decoder would visit as so many values.
  void visit_alias(uint64_t values) {
    visited_ += 1 + values;
    from_aliases_ += values;
  }

  uint64_t visited() const { return visited_; }

  bool is_exceeded() const {
    return from_aliases_ > 100 && visited_ > 1000 &&
           static_cast<double>(from_aliases_) / static_cast<double>(visited_) > allowed();
  }

 private:
  double allowed() const {
    constexpr double kLow = 400'000;
    constexpr double kHigh = 4'000'000;
    auto visited = static_cast<double>(visited_);
    if (visited <= kLow) return 0.99;
    if (visited >= kHigh) return 0.10;
    return 0.99 - 0.89 * ((visited - kLow) / (kHigh - kLow));
  }

  uint64_t visited_ = 1;  // the document itself
  uint64_t from_aliases_ = 0;
};

}  // namespace drydock

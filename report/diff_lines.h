#pragma once

#include <string>
#include <vector>

#include "plan/differences.h"
#include "plan/side.h"

namespace drydock::report {

/// One line of a difference as it is shown: '-' what was, '+' what is, ' ' what stays, '@' a path
/// or a remark.
struct DiffLine {
  char sign;
  std::string text;
};

/// A difference in lines, control characters made visible.
std::vector<DiffLine> diff_lines(const plan::Difference& difference);
/// A whole object as YAML; of a Secret only its name.
std::vector<DiffLine> object_lines(const plan::PlanObject& object, char sign);
/// What was folded away, in words: "2 checksums, 1 hash suffix"; empty for nothing.
std::string folded_words(const std::vector<plan::Difference>& differences);

}  // namespace drydock::report

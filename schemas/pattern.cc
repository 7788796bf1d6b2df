#include "schemas/pattern.h"

#include <re2/re2.h>

#include "schemas/ecma_pattern.h"

namespace drydock::schemas {
namespace {

/// Go has learnt (?<name>…) since this RE2 was made.
std::string named_groups_for_re2(std::string_view expression) {
  std::string out;
  for (size_t i = 0; i < expression.size(); ++i) {
    std::string_view rest = expression.substr(i);
    if (rest.starts_with('\\') && rest.size() > 1) {
      out += rest.substr(0, 2);
      ++i;
    } else if (rest.starts_with("(?<") && !rest.starts_with("(?<=") && !rest.starts_with("(?<!")) {
      out += "(?P<";
      i += 2;
    } else {
      out += expression[i];
    }
  }
  return out;
}

}  // namespace

Pattern::Pattern(std::string_view expression, PatternSyntax syntax) {
  if (syntax == PatternSyntax::Go) {
    add(alternatives_.emplace_back(), named_groups_for_re2(expression), true);
    return;
  }
  EcmaTranslation translation = translate_ecma_pattern(expression, EcmaStrictness::Lenient);
  if (translation.problem.empty()) {
    for (const EcmaAlternative& alternative : translation.alternatives) {
      Alternative& added = alternatives_.emplace_back();
      for (const EcmaCondition& one : alternative) add(added, one.expression, one.wanted);
    }
    return;
  }
  status_ = translation.is_valid ? Status::Unsupported : Status::Invalid;
  problem_ = translation.problem;
}

Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

void Pattern::add(Alternative& alternative, const std::string& translated, bool wanted) {
  RE2::Options options;
  options.set_log_errors(false);
  auto expression = std::make_unique<RE2>(translated, options);
  if (!expression->ok()) {
    // What gets here is well-formed for ECMAScript: RE2 has its own limits, on repetitions above
    // all.
    bool is_limit = expression->error_code() == RE2::ErrorRepeatSize ||
                    expression->error_code() == RE2::ErrorPatternTooLarge;
    status_ = is_limit ? Status::Unsupported : Status::Invalid;
    problem_ = expression->error();
  }
  alternative.push_back({std::move(expression), wanted});
}

bool Pattern::matches(std::string_view text) const {
  if (status_ != Status::Usable) return false;
  for (const Alternative& alternative : alternatives_) {
    bool holds = true;
    for (const Condition& one : alternative) {
      bool found = one.expression->Match(re2::StringPiece(text.data(), text.size()), 0, text.size(),
                                         RE2::UNANCHORED, nullptr, 0);
      holds = found == one.wanted;
      if (!holds) break;
    }
    if (holds) return true;
  }
  return false;
}

bool is_ecma_pattern(std::string_view expression) {
  return translate_ecma_pattern(expression, EcmaStrictness::Strict).is_valid;
}

}  // namespace drydock::schemas

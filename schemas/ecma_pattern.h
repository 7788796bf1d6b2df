#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace drydock::schemas {

enum class EcmaStrictness { Lenient, Strict };

/// An expression of RE2 that must occur in a text, or must not.
struct EcmaCondition {
  std::string expression;
  bool wanted = true;
};

/// All of its conditions must hold.
using EcmaAlternative = std::vector<EcmaCondition>;

/// What an ECMAScript regular expression says in the words of RE2: one of the alternatives holds.
struct EcmaTranslation {
  std::vector<EcmaAlternative> alternatives;
  bool is_valid = true;  // false: ECMAScript refuses it as well
  std::string problem;   // why there are no alternatives; empty when there are
};

/// Lenient takes what other dialects write too: (?i), (?P<name>…), \A, \z and escapes of letters
/// that mean nothing.
EcmaTranslation translate_ecma_pattern(std::string_view expression, EcmaStrictness strictness);

}  // namespace drydock::schemas

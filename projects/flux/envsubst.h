#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace drydock::projects::flux {

/// Values of variables by name.
using Variables = std::map<std::string, std::string, std::less<>>;

struct SubstitutionFault {
  std::string message;
  size_t offset = 0;  // of the byte where the expression begins
};

struct Substitution {
  std::string text;
  std::optional<SubstitutionFault> fault;         // then the text is cut off
  std::set<std::string, std::less<>> unset = {};  // read without a default, though not set
};

/// Replaces `${name}` and its kin in a text as Flux's envsubst does: bytes of it that are no
/// expression stay, and `$$` is a `$`. With `strict`, reading a variable that is not set is a fault
/// unless the expression gives a default. A result of more than `kMaxSubstituted` bytes,
/// expressions nested too deeply and patterns that take too long are faults as well; nothing
/// throws.
Substitution substitute_text(std::string_view text, const Variables& variables, bool strict);

constexpr size_t kMaxSubstituted = size_t{64} * 1024 * 1024;

}  // namespace drydock::projects::flux

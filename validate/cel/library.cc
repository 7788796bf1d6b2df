#include "validate/cel/library.h"

#include <unordered_map>
#include <vector>

#include "validate/cel/expr.h"

namespace drydock::validate::cel {
namespace {

using Kind = Value::Kind;
using Index = std::unordered_map<std::string_view, std::vector<const Overload*>>;

Index make_index() {
  Index index;
  for (std::span<const Overload> family :
       {operator_overloads(), conversion_overloads(), time_overloads(), string_overloads(),
        list_overloads(), optional_overloads(), network_overloads(), kubernetes_overloads()}) {
    for (const Overload& row : family) index[row.function].push_back(&row);
  }
  return index;
}

/// The kind of values that a letter stands for; nothing for types that are told apart in other
/// ways.
struct LetterKind {
  char letter;
  Kind kind;
};
constexpr LetterKind kKinds[] = {{'b', Kind::Bool},     {'i', Kind::Int},       {'u', Kind::Uint},
                                 {'d', Kind::Double},   {'s', Kind::String},    {'y', Kind::Bytes},
                                 {'D', Kind::Duration}, {'T', Kind::Timestamp}, {'n', Kind::Null},
                                 {'t', Kind::Type},     {'L', Kind::List},      {'M', Kind::Map},
                                 {'O', Kind::Optional}};

}  // namespace

std::span<const Overload* const> find_overloads(std::string_view function) {
  static const Index index = make_index();
  auto found = index.find(function);
  if (found == index.end()) return {};
  return found->second;
}

bool fits_letters(const Value& value, std::string_view letters) {
  char letter = letters.front();
  if (letter == 'A' || letter == 'B' || letter == '*') return true;
  for (const LetterKind& row : kKinds) {
    if (row.letter != letter) continue;
    if (value.kind == row.kind) return true;
    // Objects are maps to those who do not know their fields.
    return row.kind == Kind::Map && value.is(Kind::Object);
  }
  if (!value.is(Kind::Opaque)) return false;
  Arena arena;
  return read_type(letters, arena) == value.opaque->type;
}

bool fits(const Overload& overload, std::span<const Value> arguments) {
  // What an index is of the wrong type for is told by the function itself.
  bool is_index = overload.function == kIndex || overload.function == kOptIndex;
  if (is_index) return fits_letters(arguments[0], overload.parameters);
  std::string_view letters = overload.parameters;
  size_t count = 0;
  while (!letters.empty()) {
    if (letters.front() == '.') {
      letters.remove_prefix(1);
      continue;
    }
    if (count == arguments.size() || !fits_letters(arguments[count], letters)) return false;
    skip_type(letters);
    ++count;
  }
  return count == arguments.size();
}

}  // namespace drydock::validate::cel

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "schemas/dialect.h"
#include "schemas/json_value.h"
#include "schemas/program.h"

namespace drydock::schemas {

class Compiler;
class Evaluation;
struct KeywordSite;
struct Place;

/// Where schemas stand in a keyword's value.
enum class Subschemas : uint8_t { None, One, List, Map, OneOrList, MapOrTexts };

/// What a keyword compiles to; nothing when it restricts nothing.
using Operand = std::optional<const void*>;

/// Types of values as bits: 1 << JsonType.
constexpr uint8_t kNumbers = 1 << static_cast<int>(JsonType::Number);
constexpr uint8_t kStrings = 1 << static_cast<int>(JsonType::String);
constexpr uint8_t kArrays = 1 << static_cast<int>(JsonType::Array);
constexpr uint8_t kObjects = 1 << static_cast<int>(JsonType::Object);
constexpr uint8_t kAnyType = 0xFF;

/// A row of the table of keywords. Instructions run in the table's order.
struct Keyword {
  std::string_view name;
  Draft since;
  Draft until;
  Vocabulary vocabulary;
  Subschemas subschemas;
  uint8_t types;  // values of other types fit whatever the keyword says
  /// Null for keywords that say nothing about values, or that a neighbour reads.
  Operand (*compile)(Compiler& compiler, const KeywordSite& site) = nullptr;
  bool (*apply)(Evaluation& evaluation, const Instruction& instruction,
                const Place& place) = nullptr;
};

/// The keyword of that name in a dialect; null for unknown ones.
const Keyword* find_keyword(std::string_view name, const Dialect& dialect);

/// All rows, in the order in which they run.
std::span<const Keyword> all_keywords();

}  // namespace drydock::schemas

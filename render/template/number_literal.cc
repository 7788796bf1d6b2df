#include "render/template/number_literal.h"

#include <cmath>
#include <optional>

#include "core/go_number.h"
#include "render/template/complex.h"
#include "render/template/go_format.h"
#include "render/template/go_unquote.h"

namespace drydock::render {
namespace {

constexpr double kTwoTo63 = 9223372036854775808.0;

/// A float that is integral is an integer too.
void set_float(NumberNode& node, double number) {
  node.is_float = true;
  node.float_value = number;
  if (std::trunc(number) != number) return;
  if (!node.is_int && number >= -kTwoTo63 && number < kTwoTo63) {
    node.is_int = true;
    node.int_value = static_cast<int64_t>(number);
  }
  if (!node.is_uint && number >= 0 && number < 2 * kTwoTo63) {
    node.is_uint = true;
    node.uint_value = static_cast<uint64_t>(number);
  }
}

void set_complex(NumberNode& node, std::complex<double> number, Arena& arena) {
  if (number.imag() == 0) set_float(node, number.real());
  node.value = make_complex(arena, number);
}

std::string read_character(NumberNode& node, std::string_view text) {
  std::optional<UnquotedChar> character = unquote_char(text.substr(1), text[0]);
  if (!character) return "invalid syntax";
  if (character->tail != "'") return "malformed character constant: " + std::string(text);
  node.is_int = node.is_uint = node.is_float = true;
  node.int_value = static_cast<int64_t>(character->rune);
  node.uint_value = character->rune;
  node.float_value = static_cast<double>(character->rune);
  node.value = Value::of_int(node.int_value, GoType::Int);
  return "";
}

std::string read_complex(NumberNode& node, std::string_view text, Arena& arena) {
  // The sign of the imaginary part is the last one that does not belong to an exponent.
  size_t sign = text.size();
  do {
    sign = text.find_last_of("+-", sign - 1);
  } while (sign != std::string_view::npos && sign > 0 &&
           std::string_view("eEpP").find(text[sign - 1]) != std::string_view::npos);
  if (sign == std::string_view::npos || sign == 0) return "syntax error scanning complex number";
  auto real = parse_go_float(text.substr(0, sign));
  auto imaginary = parse_go_float(text.substr(sign, text.size() - sign - 1));
  if (!real.ok() || !imaginary.ok()) return "syntax error scanning complex number";
  set_complex(node, {real.value, imaginary.value}, arena);
  return "";
}

bool looks_like_float(std::string_view text) {
  return text.find_first_of(".eEpP") != std::string_view::npos;
}

bool is_hexadecimal_integer(std::string_view text) {
  return text.size() > 2 && text[0] == '0' && (text[1] | 0x20) == 'x' &&
         text.find_first_of("pP") == std::string_view::npos;
}

std::string read_integer_or_float(NumberNode& node, std::string_view text) {
  auto unsigned_value = parse_go_uint(text, 0);
  auto signed_value = parse_go_int(text, 0);
  node.is_uint = unsigned_value.ok() || (signed_value.ok() && signed_value.value == 0);  // -0
  node.uint_value = unsigned_value.ok() ? unsigned_value.value : 0;
  node.is_int = signed_value.ok();
  node.int_value = node.is_int ? signed_value.value : 0;
  if (node.is_int || node.is_uint) {
    node.is_float = true;
    node.float_value =
        node.is_int ? static_cast<double>(node.int_value) : static_cast<double>(node.uint_value);
    return "";
  }
  auto float_value = parse_go_float(text);
  if (!float_value.ok()) return "illegal number syntax: " + go_quote(text);
  if (!looks_like_float(text)) return "integer overflow: " + go_quote(text);
  set_float(node, float_value.value);
  return "";
}

}  // namespace

std::string read_number(NumberNode& node, const Token& token, Arena& arena) {
  std::string_view text = node.text = token.text;
  if (token.kind == TokenKind::CharConstant) return read_character(node, text);
  if (token.kind == TokenKind::Complex) return read_complex(node, text, arena);
  if (text.ends_with('i')) {
    auto imaginary = parse_go_float(text.substr(0, text.size() - 1));
    if (imaginary.ok()) {
      set_complex(node, {0, imaginary.value}, arena);
      return "";
    }
  }
  std::string problem = read_integer_or_float(node, text);
  if (!problem.empty()) return problem;
  // The way it is written decides what it is where any type will do.
  if (node.is_float && !is_hexadecimal_integer(text) && looks_like_float(text)) {
    node.value = Value::of_float(node.float_value);
  } else if (node.is_int) {
    node.value = Value::of_int(node.int_value, GoType::Int);
  } else {
    node.overflows_int = true;
  }
  return "";
}

}  // namespace drydock::render

#include "validate/quantity.h"

#include <algorithm>
#include <array>

namespace drydock::validate {
namespace {

constexpr std::array<std::string_view, 16> kSuffixes = {
    "", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

void skip_sign(std::string_view& text) {
  if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
}

size_t skip_digits(std::string_view& text) {
  size_t count = std::find_if_not(text.begin(), text.end(), is_digit) - text.begin();
  text.remove_prefix(count);
  return count;
}

bool is_exponent(std::string_view suffix) {
  suffix.remove_prefix(1);
  skip_sign(suffix);
  return skip_digits(suffix) > 0 && suffix.empty();
}

}  // namespace

std::string_view trim_spaces(std::string_view text) {
  constexpr std::string_view kSpaces = " \t\n\v\f\r";
  text.remove_prefix(std::min(text.find_first_not_of(kSpaces), text.size()));
  return text.substr(0, text.find_last_not_of(kSpaces) + 1);
}

bool is_quantity(std::string_view text) {
  text = trim_spaces(text);
  skip_sign(text);
  size_t digits = skip_digits(text);
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    digits += skip_digits(text);
  }
  if (digits == 0) return false;
  if (std::ranges::find(kSuffixes, text) != kSuffixes.end()) return true;
  return (text[0] == 'e' || text[0] == 'E') && is_exponent(text);
}

}  // namespace drydock::validate

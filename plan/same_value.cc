#include "plan/same_value.h"

#include <algorithm>

#include "core/json/write.h"
#include "schemas/decimal.h"
#include "schemas/quantity.h"

namespace drydock::plan {
namespace {

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

bool same_amount(const Node& a, const Node& b, bool as_text) {
  auto one = schemas::Quantity::parse(trimmed(a.text()));
  auto other = schemas::Quantity::parse(trimmed(b.text()));
  if (!one || !other) return a.text() == b.text();
  return as_text ? one->text() == other->text() : *one == *other;
}

bool is_word(std::string_view key) {
  return !key.empty() && std::all_of(key.begin(), key.end(), [](unsigned char c) {
    return std::isalnum(c) || c == '_' || c == '-' || c == '$';
  });
}

}  // namespace

bool same_scalar(const Node& a, const Node& b, const Shape& shape) {
  if (shape.is_quantity()) return same_amount(a, b, shape.quantities_are_text());
  if (is_number(a) && is_number(b)) return schemas::compare_decimals(a.text(), b.text()) == 0;
  return is_text(a) == is_text(b) && a.text() == b.text();
}

bool same_value(const Node& a, const Node& b, const Shape& shape) {
  if (a.kind != b.kind) return false;
  if (a.is_scalar()) return same_scalar(a, b, shape);
  if (a.size != b.size) return false;
  if (a.is_sequence()) {
    Shape element = shape.element();
    for (uint32_t i = 0; i < a.size; ++i) {
      if (!same_value(*a.items[i], *b.items[i], element)) return false;
    }
    return true;
  }
  return std::all_of(a.pairs().begin(), a.pairs().end(), [&](const NodeEntry& entry) {
    const Node* other = b.find(entry.key->text());
    return other && same_value(*entry.value, *other, shape.field(entry.key->text()));
  });
}

std::set<std::string_view> keys_of(const Node& a, const Node& b) {
  std::set<std::string_view> keys;
  for (const NodeEntry& entry : a.pairs()) keys.insert(entry.key->text());
  for (const NodeEntry& entry : b.pairs()) keys.insert(entry.key->text());
  return keys;
}

std::string path_below(std::string_view path, std::string_view key) {
  std::string out(path);
  if (is_word(key)) {
    if (!out.empty()) out += '.';
    return out.append(key);
  }
  out += '[';
  append_json_string(out, key, false);
  return out += ']';
}

}  // namespace drydock::plan

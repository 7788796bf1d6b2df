#include "render/builtins/strval.h"

#include "render/builtins/list_growth.h"
#include "render/template/go_format.h"

namespace drydock::render {

void append_strval(std::string& out, Value value) {
  if (value.is_string()) {
    out += value.as_string();
  } else if (value.is_bytes()) {
    out += value.as_bytes();
  } else {
    append_value(out, value);
  }
}

std::string_view strval(Value value, Arena& arena) {
  if (value.is_string()) return value.as_string();
  if (value.is_bytes()) return value.as_bytes();
  return arena.copy(value_text(value));
}

Value to_strings(Value value, Arena& arena) {
  if (value.is_list() && value.go_type() == GoType::Strings) return value;
  std::vector<Value> texts;
  std::optional<std::span<const Value>> items = list_items(value, arena);
  if (!items) {
    if (!value.is_nil()) texts.push_back(Value::of_string(strval(value, arena)));
    return make_list(arena, texts, texts.size(), GoType::Strings);
  }
  texts.reserve(items->size());
  for (Value item : *items) {
    if (!item.is_nil()) texts.push_back(Value::of_string(strval(item, arena)));
  }
  return make_list(arena, texts, items->size(), GoType::Strings, Value::of_string(""));
}

}  // namespace drydock::render

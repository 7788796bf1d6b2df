#include "render/go_decode.h"

#include "core/go_number.h"
#include "render/go_text.h"

namespace drydock::render {
namespace {

std::string_view json_kind(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::Bool:
      return "bool";
    case Value::Kind::Int:
    case Value::Kind::Uint:
    case Value::Kind::Float:
      return "number";
    case Value::Kind::List:
      return "array";
    case Value::Kind::Map:
      return "object";
    default:
      return "string";
  }
}

/// How YAML's scalars become texts where the field is one.
std::string scalar_text(const Value& value) {
  if (value.is_bool()) return value.as_bool() ? "true" : "false";
  if (value.is_int()) return format_go_int(value.as_int());
  if (value.is_uint()) return format_go_uint(value.as_uint());
  return format_go_float(value.as_float());
}

}  // namespace

const Value* GoDecoder::find(const ValueMap& map, std::string_view name) const {
  const Value* found = nullptr;
  for (const ValueMap::Entry& entry : map.entries()) {
    if (entry.key.size() == name.size() && equal_fold(entry.key, name) && !entry.value.is_nil()) {
      found = &entry.value;
    }
  }
  return found;
}

void GoDecoder::refuse(const Value& value, std::string_view go_type, const Place& place) {
  if (!error_.empty()) return;
  error_ = "json: cannot unmarshal ";
  error_ += json_kind(value);
  if (place.path.empty()) {
    error_ += " into Go value of type ";
  } else {
    error_.append(" into Go struct field ").append(place.type).append(".").append(place.path);
    error_ += " of type ";
  }
  error_ += go_type;
}

void GoDecoder::read(const Value& value, std::string_view& text, const Place& place) {
  if (value.is_nil()) return;
  if (value.is_string()) {
    text = value.as_string();
  } else if (value.is_list() || value.is_map()) {
    refuse(value, "string", place);
  } else {
    text = arena_.copy(scalar_text(value));
  }
}

void GoDecoder::read(const Value& value, bool& flag, const Place& place) {
  if (value.is_nil()) return;
  if (value.is_bool()) {
    flag = value.as_bool();
  } else {
    refuse(value, "bool", place);
  }
}

void GoDecoder::read(const Value& value, std::vector<std::string_view>& texts, const Place& place) {
  const Value* items = list(value, "[]string", place);
  if (!items) return;
  texts.clear();
  for (const Value& item : items->as_list()) {
    texts.emplace_back();
    read(item, texts.back(), place);
  }
}

const ValueMap* GoDecoder::map(const Value& value, std::string_view go_type, const Place& place) {
  if (value.is_map()) return &value.as_map();
  if (!value.is_nil()) refuse(value, go_type, place);
  return nullptr;
}

const Value* GoDecoder::list(const Value& value, std::string_view go_type, const Place& place) {
  if (value.is_list()) return &value;
  if (!value.is_nil()) refuse(value, go_type, place);
  return nullptr;
}

}  // namespace drydock::render

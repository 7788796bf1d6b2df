#include "render/template/truth.h"

#include "render/template/complex.h"

namespace drydock::render {

bool is_true(Value value) {
  switch (value.kind()) {
    case Value::Kind::Nil:
      return false;
    case Value::Kind::Bool:
      return value.as_bool();
    case Value::Kind::Int:
      return value.as_int() != 0;
    case Value::Kind::Uint:
      return value.as_uint() != 0;
    case Value::Kind::Float:
      return value.as_float() != 0;
    case Value::Kind::String:
      return !value.as_string().empty();
    case Value::Kind::Bytes:
      return !value.as_bytes().empty();
    case Value::Kind::List:
      return !value.as_list().empty();
    case Value::Kind::Map:
      return value.as_map().size() > 0;
    case Value::Kind::Object:
      break;
  }
  if (auto number = complex_value(value)) return *number != std::complex<double>();
  Value underlying = value.as_object().underlying();
  return underlying.is_nil() || is_true(underlying);
}

}  // namespace drydock::render

#include "render/builtins/deep_equal.h"

#include <set>
#include <utility>

#include "core/error.h"
#include "render/builtins/time_values.h"

namespace drydock::render {
namespace {

bool is_empty_object(const ValueObject& object) {
  std::string_view kind = object.kind_name();
  if (kind == "struct" || kind == "ptr" || kind == "func") return false;
  if (kind.starts_with("complex")) {
    std::string text;
    return object.text(text) && text == "(0+0i)";
  }
  return is_empty(object.underlying());
}

class DeepComparison {
 public:
  explicit DeepComparison(Context& context) : context_(context) {}

  bool equal(Value a, Value b) {
    context_.spend(1);
    if (a.kind() != b.kind() || a.go_type() != b.go_type()) return false;
    switch (a.kind()) {
      case Value::Kind::Nil:
        return true;
      case Value::Kind::Bool:
        return a.as_bool() == b.as_bool();
      case Value::Kind::Int:
        return a.as_int() == b.as_int();
      case Value::Kind::Uint:
        return a.as_uint() == b.as_uint();
      case Value::Kind::Float:
        return a.as_float() == b.as_float();
      case Value::Kind::String:
        context_.spend(a.as_string().size() / 64);
        return a.as_string() == b.as_string();
      case Value::Kind::Bytes:
        return a.as_bytes() == b.as_bytes();
      case Value::Kind::List:
        return equal_lists(a, b);
      case Value::Kind::Map:
        return equal_maps(a.as_map(), b.as_map());
      case Value::Kind::Object:
        return equal_objects(a, b);
    }
    return false;
  }

 private:
  static constexpr int kMaxDepth = 5000;

  void enter() {
    if (++depth_ > kMaxDepth) fail("recursion-limit", "compares values that are nested too deeply");
  }

  bool equal_lists(Value a, Value b) {
    std::span<const Value> left = a.as_list();
    std::span<const Value> right = b.as_list();
    if (a.is_nil_list() != b.is_nil_list() || left.size() != right.size()) return false;
    if (left.data() == right.data()) return true;
    enter();
    bool same = true;
    for (size_t i = 0; same && i < left.size(); ++i) same = equal(left[i], right[i]);
    --depth_;
    return same;
  }

  bool equal_maps(ValueMap& a, ValueMap& b) {
    if (a.is_nil() != b.is_nil() || a.size() != b.size()) return false;
    // A pair that is being compared already counts as equal, or a map within itself had no end.
    if (&a == &b || !compared_.emplace(&a, &b).second) return true;
    enter();
    std::span<const ValueMap::Entry> left = a.entries();
    std::span<const ValueMap::Entry> right = b.entries();
    bool same = true;
    for (size_t i = 0; same && i < left.size(); ++i) {
      same = left[i].key == right[i].key && equal(left[i].value, right[i].value);
    }
    --depth_;
    return same;
  }

  bool equal_objects(Value left, Value right) {
    const ValueObject& a = left.as_object();
    const ValueObject& b = right.as_object();
    if (&a == &b) return true;
    if (a.type_name() != b.type_name()) return false;
    if (const GoTime* time = time_of(left)) return deeply_equal_times(*time, *time_of(right));
    std::span<const ValueObject::Field> fields = a.fields();
    if (fields.empty()) return a.equals(b);
    return equal_fields(fields, b.fields());
  }

  /// Of structs, or of those that pointers lead to.
  bool equal_fields(std::span<const ValueObject::Field> a, std::span<const ValueObject::Field> b) {
    if (a.size() != b.size()) return false;
    enter();
    bool same = true;
    for (size_t i = 0; same && i < a.size(); ++i) same = equal(a[i].value, b[i].value);
    --depth_;
    return same;
  }

  Context& context_;
  std::set<std::pair<const ValueMap*, const ValueMap*>> compared_;
  int depth_ = 0;
};

}  // namespace

bool is_empty(Value value) {
  switch (value.kind()) {
    case Value::Kind::Nil:
      return true;
    case Value::Kind::Bool:
      return !value.as_bool();
    case Value::Kind::Int:
      return value.as_int() == 0;
    case Value::Kind::Uint:
      return value.as_uint() == 0;
    case Value::Kind::Float:
      return value.as_float() == 0;
    case Value::Kind::String:
      return value.as_string().empty();
    case Value::Kind::Bytes:
      return value.as_bytes().empty();
    case Value::Kind::List:
      return value.as_list().empty();
    case Value::Kind::Map:
      return value.as_map().size() == 0;
    case Value::Kind::Object:
      return is_empty_object(value.as_object());
  }
  return true;
}

bool deep_equal(Value a, Value b, Context& context) { return DeepComparison(context).equal(a, b); }

}  // namespace drydock::render

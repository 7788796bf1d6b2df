#include "projects/argocd/api_types.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>

#include "core/error.h"

namespace drydock::projects::argocd {
namespace {

bool same_letters(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
    return std::tolower(x) == std::tolower(y);
  });
}

const ApiField* find_field(const ApiType& type, std::string_view name) {
  for (const ApiField& field : type.fields) {
    if (field.name == name) return &field;
  }
  for (const ApiField& field : type.fields) {
    if (same_letters(field.name, name)) return &field;
  }
  return nullptr;
}

bool is_empty(Value value) {
  switch (value.kind()) {
    case Value::Kind::Nil:
      return true;
    case Value::Kind::Bool:
      return !value.as_bool();
    case Value::Kind::Int:
      return value.as_int() == 0;
    case Value::Kind::String:
      return value.as_string().empty();
    case Value::Kind::List:
      return value.as_list().empty();
    case Value::Kind::Map:
      return value.as_map().size() == 0;
    default:
      return false;
  }
}

std::string_view kind_text(Value value) {
  switch (value.kind()) {
    case Value::Kind::Bool:
      return "true or false";
    case Value::Kind::Int:
    case Value::Kind::Uint:
    case Value::Kind::Float:
      return "a number";
    case Value::Kind::String:
      return "a text";
    case Value::Kind::List:
      return "a list";
    case Value::Kind::Map:
      return "a mapping";
    default:
      return "empty";
  }
}

std::string_view wanted_text(ApiKind kind) {
  switch (kind) {
    case ApiKind::Text:
      return "a text";
    case ApiKind::Flag:
      return "true or false";
    case ApiKind::Integer:
      return "an integer";
    case ApiKind::IntegerOrText:
      return "an integer or a text";
    case ApiKind::List:
      return "a list";
    default:
      return "a mapping";
  }
}

/// A value on its way into a type, with its path for messages and its place.
class Conforming {
 public:
  explicit Conforming(Arena& arena) : arena_(arena) {}

  Value run(Value value, const ApiType& type, const Node* node) {
    if (node && node->line) last_ = node;
    const Node* outer = last_;
    Value result = convert(value, type, node);
    last_ = outer;
    return result;
  }

 private:
  Value convert(Value value, const ApiType& type, const Node* node) {
    switch (type.kind) {
      case ApiKind::Raw:
        return value;
      case ApiKind::Text:
        if (value.is_nil()) return Value::of_string("");
        if (!value.is_string()) refuse(value, type.kind);
        return value;
      case ApiKind::Flag:
        if (value.is_nil()) return Value::of_bool(false);
        if (!value.is_bool()) refuse(value, type.kind);
        return value;
      case ApiKind::Integer:
        return integer(value);
      case ApiKind::IntegerOrText:
        return value.is_string() ? value : integer(value);
      case ApiKind::Struct:
        return structure(value, type, node);
      case ApiKind::List:
        return list(value, type, node);
      case ApiKind::Map:
        return map(value, type, node);
    }
    return value;
  }

  Value integer(Value value) {
    if (value.is_nil()) return Value::of_int(0);
    bool small = value.is_float() && std::abs(value.as_float()) < 1e15;
    if (small && value.as_float() == std::trunc(value.as_float())) {
      return Value::of_int(static_cast<int64_t>(value.as_float()));
    }
    if (!value.is_int()) refuse(value, ApiKind::Integer);
    return value;
  }

  Value structure(Value value, const ApiType& type, const Node* node) {
    ValueMap* result = arena_.make<ValueMap>(arena_);
    if (!value.is_nil() && !value.is_map()) refuse(value, type.kind);
    if (value.is_map()) {
      for (const ValueMap::Entry& entry : value.as_map().entries()) {
        const ApiField* field = find_field(type, entry.key);
        if (field) add(*result, *field, entry.value, node ? node->find(entry.key) : nullptr);
      }
    }
    for (const ApiField& field : type.fields) {
      bool is_struct = field.type->kind == ApiKind::Struct && field.presence == Presence::NotEmpty;
      bool wanted = field.presence == Presence::Always || is_struct;
      if (wanted && !result->find(field.name)) add(*result, field, Value(), nullptr);
    }
    return Value::of_map(result);
  }

  void add(ValueMap& result, const ApiField& field, Value value, const Node* node) {
    size_t size = path_.size();
    path_.append(path_.empty() ? "" : ".").append(field.name);
    bool given = !value.is_nil();
    Value made = run(value, *field.type, node);
    path_.resize(size);
    bool kept = true;
    if (field.presence == Presence::Given) kept = given;
    if (field.presence == Presence::NotZero) kept = !is_empty(made);
    if (field.presence == Presence::NotEmpty && field.type->kind != ApiKind::Struct) {
      kept = !is_empty(made);
    }
    if (kept) result.set(field.name, made);
  }

  Value list(Value value, const ApiType& type, const Node* node) {
    if (value.is_nil()) return Value::nil_list();
    if (!value.is_list()) refuse(value, type.kind);
    std::span<const Value> items = value.as_list();
    Value* result = arena_.array<Value>(items.size());
    size_t size = path_.size();
    for (size_t i = 0; i < items.size(); ++i) {
      path_ += fmt::format("[{}]", i);
      std::span<Node* const> nodes = node ? node->elements() : std::span<Node* const>();
      result[i] = run(items[i], *type.item, i < nodes.size() ? nodes[i] : nullptr);
      path_.resize(size);
    }
    return Value::of_list({result, items.size()});
  }

  Value map(Value value, const ApiType& type, const Node* node) {
    ValueMap* result = arena_.make<ValueMap>(arena_);
    if (value.is_nil()) return Value::of_map(result);
    if (!value.is_map()) refuse(value, type.kind);
    size_t size = path_.size();
    for (const ValueMap::Entry& entry : value.as_map().entries()) {
      path_.append(".").append(entry.key);
      const Node* below = node ? node->find(entry.key) : nullptr;
      result->set(entry.key, run(entry.value, *type.item, below));
      path_.resize(size);
    }
    return Value::of_map(result);
  }

  [[noreturn]] void refuse(Value value, ApiKind wanted) const {
    fail("argocd-definition",
         fmt::format("`{}` must be {}, not {}", path_, wanted_text(wanted), kind_text(value)),
         last_ ? last_->where() : SourcePos{});
  }

  Arena& arena_;
  std::string path_;
  const Node* last_ = nullptr;
};

}  // namespace

Value conform(Value value, const ApiType& type, Arena& arena, const Node* node) {
  return Conforming(arena).run(value, type, node);
}

Value merge_missing(Value into, Value from, const ApiType& type, Arena& arena) {
  bool maps = type.kind == ApiKind::Struct || type.kind == ApiKind::Map;
  if (is_empty(into) && !(maps && into.is_map())) return from;
  if (!maps || !from.is_map()) return into;
  ValueMap* result = arena.make<ValueMap>(arena);
  for (const ValueMap::Entry& entry : into.as_map().entries()) result->set(entry.key, entry.value);
  for (const ValueMap::Entry& entry : from.as_map().entries()) {
    const Value* old = result->find(entry.key);
    const ApiField* field = type.kind == ApiKind::Struct ? find_field(type, entry.key) : nullptr;
    const ApiType* below = field ? field->type : type.item;
    result->set(entry.key,
                old && below ? merge_missing(*old, entry.value, *below, arena) : entry.value);
  }
  return Value::of_map(result);
}

Value field_of(Value value, std::string_view name) {
  if (!value.is_map()) return {};
  const Value* found = value.as_map().find(name);
  return found ? *found : Value();
}

std::string_view text_of(Value value, std::string_view name) {
  Value field = field_of(value, name);
  return field.is_string() ? field.as_string() : std::string_view();
}

bool flag_of(Value value, std::string_view name) {
  Value field = field_of(value, name);
  return field.is_bool() && field.as_bool();
}

std::span<const Value> list_of(Value value, std::string_view name) {
  Value field = field_of(value, name);
  return field.is_list() ? field.as_list() : std::span<const Value>();
}

const ValueMap* map_of(Value value, std::string_view name) {
  Value field = field_of(value, name);
  return field.is_map() ? &field.as_map() : nullptr;
}

}  // namespace drydock::projects::argocd

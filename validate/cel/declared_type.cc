#include "validate/cel/declared_type.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/go_number.h"
#include "validate/cel/lexer.h"

namespace drydock::validate::cel {
namespace {

using schemas::JsonMember;
using schemas::JsonValue;
using Kind = Type::Kind;

constexpr uint64_t kTimeSize = 32;  // the longest time or duration in quotes
constexpr uint64_t kDateSize = 12;

bool flag(const JsonValue& schema, std::string_view keyword) {
  const JsonValue* value = schema.find(keyword);
  return value && value->is_boolean() && value->boolean;
}

std::string_view text_of(const JsonValue& schema, std::string_view keyword) {
  const JsonValue* value = schema.find(keyword);
  return value ? value->text() : std::string_view();
}

/// A limit; what is below zero counts as zero.
std::optional<uint64_t> limit_of(const JsonValue& schema, std::string_view keyword) {
  const JsonValue* value = schema.find(keyword);
  if (!value || !value->is_number()) return std::nullopt;
  GoParsed<int64_t> parsed = parse_go_int(value->text());
  if (parsed.status == GoParse::Syntax) return std::nullopt;
  return static_cast<uint64_t>(std::max<int64_t>(parsed.value, 0));
}

uint64_t times_four(uint64_t characters) {
  return characters > INT64_MAX / 4 ? INT64_MAX : characters * 4;
}

class Declarer {
 public:
  explicit Declarer(Arena& arena) : arena_(arena) {}

  const DeclaredType* declare(const JsonValue& schema, bool is_root, int depth) {
    constexpr int kDeepest = 500;
    if (!schema.is_object() || depth > kDeepest) return nullptr;
    if (flag(schema, "x-kubernetes-int-or-string")) return int_or_string(schema);
    std::string_view type = text_of(schema, "type");
    if (is_root || type == "object") return object(schema, is_root, depth);
    if (type == "array") return list(schema, depth);
    if (type == "string") return text(schema);
    if (type == "boolean") return simple(schema, Kind::Bool, 0, 4);
    if (type == "number") return simple(schema, Kind::Double, 0, 1);
    return type == "integer" ? simple(schema, Kind::Int, 0, 1) : nullptr;
  }

 private:
  const DeclaredType* make(const JsonValue* schema, const Type* type, uint64_t max,
                           uint64_t min_size) {
    DeclaredType* declared = arena_.make<DeclaredType>();
    declared->type = type;
    declared->max_elements = max;
    declared->min_size = min_size;
    declared->schema = schema;
    return declared;
  }
  const DeclaredType* simple(const JsonValue& schema, Kind kind, uint64_t max, uint64_t min_size) {
    return make(&schema, simple_type(kind), max, min_size);
  }

  const DeclaredType* int_or_string(const JsonValue& schema) {
    std::optional<uint64_t> length = limit_of(schema, "maxLength");
    return simple(schema, Kind::Dyn, length ? times_four(*length) : kMaxRequestSize - 2, 1);
  }

  const DeclaredType* text(const JsonValue& schema) {
    std::string_view format = text_of(schema, "format");
    std::optional<uint64_t> length = limit_of(schema, "maxLength");
    if (format == "byte")
      return simple(schema, Kind::Bytes, length.value_or(kMaxRequestSize - 2), 2);
    if (format == "duration") return simple(schema, Kind::Duration, kTimeSize, 3);
    if (format == "date") return simple(schema, Kind::Timestamp, kDateSize, kDateSize);
    if (format == "date-time") return simple(schema, Kind::Timestamp, kTimeSize, 21);
    uint64_t max = kMaxRequestSize - 2;
    const JsonValue* values = schema.find("enum");
    if (length) {
      max = times_four(*length);
    } else if (values && !values->items().empty()) {
      max = 0;
      for (const JsonValue& value : values->items()) {
        if (value.is_string()) max = std::max<uint64_t>(max, value.text().size());
      }
    }
    return simple(schema, Kind::String, max, 2);
  }

  const DeclaredType* list(const JsonValue& schema, int depth) {
    const JsonValue* items = schema.find("items");
    if (!items) return nullptr;
    const DeclaredType* element =
        declare(*items, flag(*items, "x-kubernetes-embedded-resource"), depth + 1);
    if (!element) return nullptr;
    uint64_t max =
        limit_of(schema, "maxItems").value_or((kMaxRequestSize - 2) / (element->min_size + 1));
    return container(schema, list_type(arena_, element->type), element, max);
  }

  const DeclaredType* container(const JsonValue& schema, const Type* type,
                                const DeclaredType* element, uint64_t max) {
    DeclaredType* declared = arena_.make<DeclaredType>();
    declared->type = type;
    declared->element = element;
    declared->max_elements = max;
    declared->min_size = 2;
    declared->schema = &schema;
    return declared;
  }

  const DeclaredType* object(const JsonValue& schema, bool is_root, int depth) {
    const JsonValue* others = schema.find("additionalProperties");
    if (others && others->is_object()) {
      const DeclaredType* value =
          declare(*others, flag(*others, "x-kubernetes-embedded-resource"), depth + 1);
      if (!value) return nullptr;
      // Two quotes, a colon, a comma and a short key.
      uint64_t max =
          limit_of(schema, "maxProperties").value_or((kMaxRequestSize - 2) / (value->min_size + 6));
      const Type* type = map_type(arena_, simple_type(Kind::String), value->type);
      return container(schema, type, value, max);
    }
    return with_fields(schema, is_root, depth);
  }

  const DeclaredType* with_fields(const JsonValue& schema, bool is_root, int depth) {
    DeclaredType* declared = arena_.make<DeclaredType>();
    declared->schema = &schema;
    declared->min_size = 2;
    std::vector<DeclaredField> fields;
    const JsonValue* properties = schema.find("properties");
    for (const JsonMember& member :
         properties ? properties->members() : std::span<const JsonMember>()) {
      if (is_root && is_meta(member.name)) continue;
      add_field(fields, member, depth);
    }
    if (is_root) add_meta(fields);
    declared->min_size += size_of_required(schema, fields);
    std::ranges::sort(fields, {}, &DeclaredField::name);
    DeclaredField* kept = arena_.array<DeclaredField>(fields.size());
    std::ranges::copy(fields, kept);
    declared->fields = {kept, fields.size()};
    declared->type =
        arena_.make<Type>(Kind::Object, std::string_view("object"), nullptr, nullptr, declared);
    return declared;
  }

  static bool is_meta(std::string_view name) {
    return name == "kind" || name == "apiVersion" || name == "metadata";
  }

  void add_field(std::vector<DeclaredField>& fields, const JsonMember& member, int depth) {
    const DeclaredType* type =
        declare(member.value, flag(member.value, "x-kubernetes-embedded-resource"), depth + 1);
    if (!type) return;
    if (std::optional<std::string> name = escape_property(member.name)) {
      fields.push_back({arena_.copy(*name), member.name, type});
    }
  }

  /// Of the fields that must be there and that the server does not fill in.
  static uint64_t size_of_required(const JsonValue& schema,
                                   const std::vector<DeclaredField>& fields) {
    uint64_t size = 0;
    const JsonValue* required = schema.find("required");
    if (!required) return 0;
    for (const DeclaredField& field : fields) {
      if (field.type->schema && field.type->schema->find("default")) continue;
      for (const JsonValue& name : required->items()) {
        if (name.text() != field.property) continue;
        size += field.property.size() + field.type->min_size + 4;
        break;
      }
    }
    return size;
  }

  /// Whatever the schema says, the root has only these of its metadata.
  void add_meta(std::vector<DeclaredField>& fields) {
    const DeclaredType* text = make(nullptr, simple_type(Kind::String), kMaxRequestSize - 2, 2);
    DeclaredField* inner = arena_.array<DeclaredField>(2);
    inner[0] = {"generateName", "generateName", text};
    inner[1] = {"name", "name", text};
    DeclaredType* metadata = arena_.make<DeclaredType>();
    metadata->min_size = 2;
    metadata->fields = {inner, 2};
    metadata->type =
        arena_.make<Type>(Kind::Object, std::string_view("object"), nullptr, nullptr, metadata);
    fields.push_back({"apiVersion", "apiVersion", text});
    fields.push_back({"kind", "kind", text});
    fields.push_back({"metadata", "metadata", metadata});
  }

  Arena& arena_;
};

}  // namespace

const DeclaredField* DeclaredType::find(std::string_view name) const {
  auto found = std::ranges::lower_bound(fields, name, {}, &DeclaredField::name);
  return found != fields.end() && found->name == name ? &*found : nullptr;
}

const DeclaredType* declare_schema(const JsonValue& schema, bool is_root, Arena& arena) {
  return Declarer(arena).declare(schema, is_root, 0);
}

std::optional<std::string> escape_property(std::string_view property) {
  if (property.empty() || (property[0] >= '0' && property[0] <= '9')) return std::nullopt;
  if (is_reserved_word(property) || is_literal_word(property))
    return fmt::format("__{}__", property);
  std::string out;
  for (size_t i = 0; i < property.size(); ++i) {
    char c = property[i];
    bool plain = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_';
    if (property.substr(i).starts_with("__")) {
      out += "__underscores__";
      ++i;
    } else if (c == '.') {
      out += "__dot__";
    } else if (c == '-') {
      out += "__dash__";
    } else if (c == '/') {
      out += "__slash__";
    } else if (plain) {
      out += c;
    } else {
      return std::nullopt;
    }
  }
  return out;
}

uint64_t max_cardinality(uint64_t min_size) { return kMaxRequestSize / (min_size + 1); }

}  // namespace drydock::validate::cel

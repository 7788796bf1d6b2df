#include "core/yaml/emit.h"

#include <cmath>

#include "core/error.h"
#include "core/go_number.h"
#include "core/json/parse.h"
#include "core/json/write.h"
#include "core/source.h"
#include "core/yaml/decode.h"
#include "core/yaml/emit_tree.h"
#include "core/yaml/read.h"

namespace drydock {
namespace {

/// Reads a text as go-yaml v2 reads JSON. The root; its text lives in `arena` or `file`.
const Node& read_json_as_yaml(const SourceFile& file, Arena& arena) {
  YamlReadOptions options;
  options.first_document_only = true;
  YamlDocuments documents = read_yaml(file, arena, options);
  if (!documents.go_error.empty()) fail("yaml-value", documents.go_error);
  return *documents.roots.at(0);
}

}  // namespace

void YamlStrings::make_unusual(YamlScalar& scalar, bool is_key) {
  if (!through_json_) {
    if (!scalar.shape.has(ScalarShape::kInvalidUtf8)) return;
    buffer_ = encode_yaml_binary(scalar.text);
    scalar = {buffer_, {}, true};
    if (buffer_.ends_with('\n')) {
      scalar.shape = {ScalarForm::Literal, ScalarShape::kMultiline};
    }
    return;
  }
  SourceFile file;
  file.text += is_key ? "{" : "[";
  append_json_string(file.text, scalar.text);
  file.text += is_key ? ":0}" : "]";
  Arena arena;
  const Node& root = read_json_as_yaml(file, arena);
  const Node* read = is_key ? root.pairs()[0].key : root.elements()[0];
  buffer_ = read->text();
  scalar = {buffer_, shape_of_string(buffer_, emitter_)};
}

void append_yaml_float(std::string& out, double value, int bits) {
  if (std::isnan(value)) {
    out += ".nan";
  } else if (std::isinf(value)) {
    out += value < 0 ? "-.inf" : ".inf";
  } else {
    append_go_float(out, value, 'g', -1, bits);
  }
}

void append_yaml_float_through_json(std::string& out, double value, int bits) {
  if (!std::isfinite(value)) {
    fail("yaml-value", "error marshaling into JSON: json: unsupported value: " +
                           format_go_float(value, 'g', -1, bits));
  }
  constexpr double kExact = 0x1p53;
  if (bits == 64 && std::fabs(value) < kExact && std::trunc(value) == value) {
    return append_go_int(out, static_cast<int64_t>(value));
  }
  std::string json;
  append_json_float(json, value, bits);
  if (json.find_first_of(".e") == std::string::npos) {
    if (auto parsed = parse_go_int(json); parsed.ok()) return append_go_int(out, parsed.value);
    if (auto parsed = parse_go_uint(json); parsed.ok()) return append_go_uint(out, parsed.value);
  }
  append_go_float(out, parse_go_float(json).value);
}

namespace {

/// Values on their way through json.Marshal and go-yaml v2, or straight through go-yaml v3.
class ValueSource {
 public:
  using Ref = Value;
  static constexpr bool kMayRepeatKeys = false;

  ValueSource(YamlEmitter emitter, bool through_json)
      : through_json_(through_json), strings_(emitter, through_json) {}

  /// Turns what is no plain data into such. Every value passes here before it is looked at.
  Value settle(const Value& value) {
    if (value.is_object()) return settle_object(value);
    if (value.is_bytes()) return settle_bytes(value.as_bytes());
    if (through_json_ && (value.is_nil_list() || value.is_nil_map())) return {};
    return value;
  }

  NodeKind kind(const Value& value) const {
    if (value.is_map()) return NodeKind::Mapping;
    if (value.is_list()) return NodeKind::Sequence;
    bool has_fields = value.is_object() && !is_time(value.as_object());
    return has_fields ? NodeKind::Mapping : NodeKind::Scalar;
  }

  size_t size(const Value& value) const {
    if (value.is_object()) return value.as_object().fields().size();
    return value.is_map() ? value.as_map().size() : value.as_list().size();
  }

  Value item(const Value& list, size_t i) { return settle(list.as_list()[i]); }

  bool members(const Value& value, std::vector<YamlMember<Value>>& out) {
    if (value.is_object()) {
      add_fields(value.as_object(), out);
      return false;
    }
    for (const ValueMap::Entry& entry : value.as_map().entries()) {
      out.push_back({entry.key, settle(entry.value)});
    }
    return true;
  }

  YamlScalar key(std::string_view text) { return strings_.key(text); }

  YamlScalar scalar(const Value& value) {
    if (value.is_string()) return strings_.value(value.as_string());
    number_.clear();
    switch (value.kind()) {
      case Value::Kind::Bool:
        return {value.as_bool() ? "true" : "false", {}};
      case Value::Kind::Int:
        append_go_int(number_, value.as_int());
        break;
      case Value::Kind::Uint:
        append_go_uint(number_, value.as_uint());
        break;
      case Value::Kind::Float: {
        int bits = value.go_type() == GoType::Float32 ? 32 : 64;
        through_json_ ? append_yaml_float_through_json(number_, value.as_float(), bits)
                      : append_yaml_float(number_, value.as_float(), bits);
        break;
      }
      case Value::Kind::Object:  // a time, which v3 leaves plain
        value.as_object().json(number_);
        return {std::string_view(number_).substr(1, number_.size() - 2), {}};
      default:
        return {"null", {}};
    }
    return {number_, {}};
  }

 private:
  static bool is_time(const ValueObject& object) { return object.type_name() == "time.Time"; }

  Value settle_bytes(std::string_view bytes) {
    if (through_json_) {
      std::string quoted = to_json(Value::of_bytes(bytes));
      return Value::of_string(arena_.copy(std::string_view(quoted).substr(1, quoted.size() - 2)));
    }
    Value* items = arena_.array<Value>(bytes.size());
    for (size_t i = 0; i < bytes.size(); ++i) {
      items[i] = Value::of_uint(static_cast<uint8_t>(bytes[i]), GoType::Uint8);
    }
    return Value::of_list({items, bytes.size()});
  }

  Value settle_object(const Value& value) {
    const ValueObject& object = value.as_object();
    std::string text;
    if (!through_json_) {
      // v3 asks for a text before it looks at fields.
      if (object.type_name().ends_with("semver.Version") && object.text(text)) {
        return Value::of_string(arena_.copy(text));
      }
      if (!object.fields().empty() || (is_time(object) && object.json(text))) return value;
      // v3 writes a duration as text, JSON as a number.
      if (object.type_name() == "time.Duration" && object.text(text)) {
        return Value::of_string(arena_.copy(text));
      }
    }
    if (object.json(text)) {
      JsonParseOptions options;
      options.numbers = JsonNumbers::Exact;
      return settle(parse_json(text, arena_, options).value);
    }
    if (!through_json_ && !object.underlying().is_nil()) return settle(object.underlying());
    fail("yaml-value", (through_json_ ? "error marshaling into JSON: json: unsupported type: "
                                      : "cannot marshal type: ") +
                           std::string(object.type_name()));
  }

  /// v3 writes a struct in the order of its fields, their names in small letters.
  void add_fields(const ValueObject& object, std::vector<YamlMember<Value>>& out) {
    for (const ValueObject::Field& field : object.fields()) {
      std::string name(field.name);
      for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
      out.push_back({arena_.copy(name), settle(field.value)});
    }
  }

  bool through_json_;
  YamlStrings strings_;
  std::string number_;
  Arena arena_;
};

void emit_value(std::string& out, const Value& value, YamlEmitter emitter, bool through_json,
                const YamlEmitOptions& options) {
  ValueSource source(emitter, through_json);
  YamlTreeEmitter<ValueSource>(source, out, emitter, options).emit(source.settle(value));
}

}  // namespace

void append_yaml(std::string& out, const Value& value, const YamlEmitOptions& options) {
  emit_value(out, value, YamlEmitter::V2, true, options);
}

std::string to_yaml(const Value& value, const YamlEmitOptions& options) {
  std::string out;
  append_yaml(out, value, options);
  return out;
}

std::string to_yaml_pretty(const Value& value, const YamlEmitOptions& options) {
  std::string out;
  emit_value(out, value, YamlEmitter::V3, false, options);
  return out;
}

std::string json_to_yaml(std::string_view json, const YamlEmitOptions& options) {
  SourceFile file;
  file.text = json;
  Arena arena;
  YamlDecodeOptions decode;
  decode.numbers = YamlNumbers::Exact;
  YamlDecoded decoded = decode_yaml_file(file, arena, decode);
  if (!decoded.go_error.empty()) fail("yaml-value", decoded.go_error);
  std::string out;
  emit_value(out, decoded.value, YamlEmitter::V2, false, options);
  return out;
}

}  // namespace drydock

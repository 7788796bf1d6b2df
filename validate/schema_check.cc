#include "validate/schema_check.h"

#include <algorithm>
#include <cmath>

#include "core/base_encoding.h"
#include "core/error.h"
#include "core/stack_guard.h"
#include "core/suggest.h"
#include "core/yaml/duplicate_keys.h"
#include "core/yaml/resolve.h"
#include "render/time/go_time.h"
#include "validate/quantity.h"

namespace drydock::validate {
namespace {

using schemas::ApiField;
using schemas::ApiSchema;
using schemas::ApiType;
using schemas::Format;
using schemas::ShapeKind;

constexpr std::string_view kQuantityProblem =
    "quantities must match the regular expression "
    "'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

/// As encoding/json calls it in refusals.
std::string_view json_name(const Node& node, ScalarType type) {
  if (node.is_mapping()) return "object";
  if (node.is_sequence()) return "array";
  if (type == ScalarType::Bool) return "bool";
  return type == ScalarType::Int || type == ScalarType::Float ? "number" : "string";
}

/// As Go calls the type of a field: "int32", "[]v1.Container".
std::string go_type_name(const ApiSchema& schema) {
  switch (schema.kind()) {
    case ShapeKind::Boolean:
      return "bool";
    case ShapeKind::Integer:
      return schema.format() == Format::Int64 ? "int64" : "int32";
    case ShapeKind::IntOrString:
      return "int32";
    case ShapeKind::Number:
      return "float64";
    case ShapeKind::List:
      return "[]" + go_type_name(schema.element());
    case ShapeKind::Map:
      return "map[string]" + go_type_name(schema.field(""));
    case ShapeKind::Object: {
      std::string_view package = schema.type().package();
      return fmt::format("{}.{}", package.substr(package.rfind('.') + 1), schema.type().name());
    }
    default:
      return "string";
  }
}

bool fits_integer(const ResolvedScalar& value, Format format) {
  bool small = format == Format::Int32 || format == Format::None;
  if (value.type == ScalarType::Float) {
    // The way from YAML by JSON makes an integer of 1.0.
    double limit = small ? 2147483648.0 : 9223372036854775808.0;
    return std::trunc(value.number) == value.number && std::abs(value.number) < limit;
  }
  if (value.type != ScalarType::Int || value.is_unsigned) return false;
  return !small || (value.integer >= INT32_MIN && value.integer <= INT32_MAX);
}

std::string time_problem(std::string_view text, Format format) {
  Arena arena;
  try {
    render::parse_time(format == Format::MicroTime ? "2006-01-02T15:04:05.000000Z07:00"
                                                   : "2006-01-02T15:04:05Z07:00",
                       text, nullptr, arena);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

std::string text_problem(std::string_view text, Format format) {
  if (format == Format::DateTime || format == Format::MicroTime) return time_problem(text, format);
  if (format != Format::Byte) return "";
  BaseDecoded decoded = decode_base64(text);
  return decoded.ok() ? ""
                      : fmt::format("illegal base64 data at input byte {}", *decoded.corrupt_at);
}

class Checker {
 public:
  Checker(const StructureOptions& options, std::vector<FieldProblem>& problems)
      : options_(options),
        problems_(problems),
        duplicates_(options.dialect),
        path_(options.path),
        fields_(options.path) {}

  void check_object(const Node& node, const ApiType& type);

 private:
  /// The rest of a path after it was made longer.
  class Step {
   public:
    explicit Step(Checker& checker)
        : checker_(checker), path_(checker.path_.size()), fields_(checker.fields_.size()) {}
    ~Step() {
      checker_.path_.resize(path_);
      checker_.fields_.resize(fields_);
    }

   private:
    Checker& checker_;
    size_t path_;
    size_t fields_;
  };

  void check(const Node& node, const ApiSchema& schema);
  void check_entries(const Node& node, const ApiType& type);
  void check_entry(const NodeEntry& entry, const ApiType& type);
  void check_map(const Node& node, const ApiSchema& schema);
  void check_list(const Node& node, const ApiSchema& schema);
  void check_scalar(const Node& node, const ApiSchema& schema);
  void check_union(const Node& node, const ApiSchema& schema);
  void check_required(const Node& node, const ApiType& type);
  void check_enum(const Node& node, const ApiSchema& schema);
  bool is_repeated(const Node& node, size_t index);
  void report_duplicates(const Node& node);

  void refuse(const Node& node, ScalarType found, const ApiSchema& schema);
  void add(std::string_view type, const Node& node, std::string detail);
  void enter_field(std::string_view name) {
    enter_key(name);
    if (!fields_.empty()) fields_ += '.';
    fields_ += name;
  }
  void enter_key(std::string_view key) {
    if (!path_.empty()) path_ += '.';
    path_ += key;
  }

  const StructureOptions& options_;
  std::vector<FieldProblem>& problems_;
  DuplicateKeys duplicates_;
  StackGuard guard_{size_t{2} * 1024 * 1024};
  std::string path_;              // "spec.containers[0].image"
  std::string fields_;            // the same without positions and map keys, as Go's errors have it
  std::string_view struct_ = "";  // the type that the innermost field belongs to
};

void Checker::add(std::string_view type, const Node& node, std::string detail) {
  problems_.push_back({type, path_, std::move(detail), &node, ""});
}

void Checker::refuse(const Node& node, ScalarType found, const ApiSchema& schema) {
  std::string_view number =
      found == ScalarType::Int || found == ScalarType::Float ? node.text() : std::string_view();
  bool shown = schema.kind() == ShapeKind::Integer || schema.kind() == ShapeKind::IntOrString;
  add("Decode", node,
      fmt::format("json: cannot unmarshal {}{}{} into Go struct field {}.{} of type {}",
                  json_name(node, found), shown && !number.empty() ? " " : "", shown ? number : "",
                  struct_, fields_, go_type_name(schema)));
}

void Checker::report_duplicates(const Node& node) {
  for (auto [earlier, later] : duplicates_.find(node.pairs())) {
    const Node& key = *node.pairs()[later].key;
    Step step(*this);
    enter_key(key.text());
    add("Strict", key, fmt::format("key \"{}\" already set in map", key.text()));
  }
}

/// Whether a later pair of the same key takes this one's place.
bool Checker::is_repeated(const Node& node, size_t index) {
  auto pairs = node.pairs();
  std::string_view key = pairs[index].key->text();
  for (size_t i = index + 1; i < pairs.size(); ++i) {
    if (pairs[i].key->is_scalar() && pairs[i].key->text() == key) return true;
  }
  return false;
}

void Checker::check_object(const Node& node, const ApiType& type) {
  std::string_view outer = struct_;
  struct_ = type.name();
  check_entries(node, type);
  struct_ = outer;
  if (options_.required) check_required(node, type);
}

void Checker::check_entries(const Node& node, const ApiType& type) {
  size_t before = problems_.size();
  report_duplicates(node);
  bool has_duplicates = problems_.size() > before;
  auto pairs = node.pairs();
  for (size_t i = 0; i < pairs.size(); ++i) {
    if (!pairs[i].key->is_scalar()) continue;
    if (has_duplicates && is_repeated(node, i)) continue;
    check_entry(pairs[i], type);
  }
}

void Checker::check_entry(const NodeEntry& entry, const ApiType& type) {
  std::string_view key = entry.key->text();
  std::optional<ApiField> field = type.find(key);
  if (field) {
    Step step(*this);
    enter_field(key);
    return check(*entry.value, field->schema());
  }
  if (key == "<<" && is_merge_key(*entry.key, options_.dialect)) {
    if (entry.value->is_mapping()) check_entries(*entry.value, type);
    for (const Node* one : entry.value->elements()) {
      if (one->is_mapping()) check_entries(*one, type);
    }
    return;
  }
  Step step(*this);
  enter_key(key);
  add("Strict", *entry.key, fmt::format("unknown field \"{}\"", path_));
  std::vector<std::string_view> names;
  for (ApiField one : type.fields()) names.push_back(one.name());
  problems_.back().hint = nearest(key, names);
}

void Checker::check_required(const Node& node, const ApiType& type) {
  for (ApiField field : type.fields()) {
    if (!field.is_required()) continue;
    const Node* value = node.find(field.name());
    if (value && !(value->is_scalar() &&
                   resolve_scalar(*value, options_.dialect).type == ScalarType::Null)) {
      continue;
    }
    if (node.find("<<")) continue;
    Step step(*this);
    enter_field(field.name());
    add("FieldValueRequired", value ? *value : node, "Required value");
  }
}

void Checker::check_enum(const Node& node, const ApiSchema& schema) {
  schemas::Texts allowed = schema.enum_values();
  // The empty text is the same as no value, and defaulted or refused by the server's own rules.
  if (allowed.empty() || node.text().empty() || allowed.contains(node.text())) return;
  std::vector<std::string_view> known(allowed.begin(), allowed.end());
  std::ranges::sort(known);
  std::string names;
  for (std::string_view one : known)
    names += fmt::format("{}\"{}\"", names.empty() ? "" : ", ", one);
  add("FieldValueNotSupported", node,
      fmt::format("Unsupported value: \"{}\": supported values: {}", node.text(), names));
  problems_.back().hint = nearest(node.text(), known);
}

void Checker::check_map(const Node& node, const ApiSchema& schema) {
  report_duplicates(node);
  ApiSchema values = schema.field("");
  for (const NodeEntry& entry : node.pairs()) {
    if (!entry.key->is_scalar() || is_merge_key(*entry.key, options_.dialect)) continue;
    Step step(*this);
    enter_key(entry.key->text());
    check(*entry.value, values);
  }
}

void Checker::check_list(const Node& node, const ApiSchema& schema) {
  ApiSchema element = schema.element();
  bool closed = options_.enums && !schema.enum_values().empty();
  for (size_t i = 0; i < node.elements().size(); ++i) {
    Step step(*this);
    fmt::format_to(std::back_inserter(path_), "[{}]", i);
    const Node& item = *node.elements()[i];
    check(item, element);
    if (closed && item.is_scalar()) check_enum(item, schema);
  }
}

/// A JSON Schema in one of the places of a definition where something simpler may stand.
void Checker::check_union(const Node& node, const ApiSchema& schema) {
  if (node.is_mapping()) return check_object(node, schema.type());
  if (schema.kind() != ShapeKind::SchemaOrArray) return;
  for (size_t i = 0; i < node.elements().size(); ++i) {
    Step step(*this);
    fmt::format_to(std::back_inserter(path_), "[{}]", i);
    if (node.elements()[i]->is_mapping()) check_object(*node.elements()[i], schema.type());
  }
}

void Checker::check_scalar(const Node& node, const ApiSchema& schema) {
  ResolvedScalar value = resolve_scalar(node, options_.dialect);
  if (value.type == ScalarType::Null) return;
  bool is_number = value.type == ScalarType::Int || value.type == ScalarType::Float;
  bool is_text = !is_number && value.type != ScalarType::Bool;
  bool fits = false;
  switch (schema.kind()) {
    case ShapeKind::String: {
      fits = is_text;
      std::string problem = fits ? text_problem(node.text(), schema.format()) : "";
      if (!problem.empty()) return add("Decode", node, std::move(problem));
      if (fits && options_.enums) check_enum(node, schema);
      break;
    }
    case ShapeKind::Integer:
      fits = fits_integer(value, schema.format());
      break;
    case ShapeKind::Number:
      fits = is_number;
      break;
    case ShapeKind::Boolean:
      fits = value.type == ScalarType::Bool;
      break;
    case ShapeKind::IntOrString:
      fits = is_text || fits_integer(value, Format::Int32);
      break;
    case ShapeKind::Quantity:
      if (is_number || (is_text && is_quantity(node.text()))) return;
      return add("Decode", node, std::string(kQuantityProblem));
    case ShapeKind::SchemaOrBool:
      fits = value.type == ScalarType::Bool;
      break;
    default:
      break;
  }
  if (!fits) refuse(node, value.type, schema);
}

void Checker::check(const Node& node, const ApiSchema& schema) {
  if (guard_.exhausted()) return add("Decode", node, "exceeded max depth");
  switch (schema.kind()) {
    case ShapeKind::Any:
      return;
    case ShapeKind::OpenObject:
      if (node.is_mapping()) return;
      break;
    case ShapeKind::Object:
      if (node.is_mapping()) return check_object(node, schema.type());
      break;
    case ShapeKind::Map:
      if (node.is_mapping()) return check_map(node, schema);
      break;
    case ShapeKind::List:
      if (node.is_sequence()) return check_list(node, schema);
      break;
    case ShapeKind::SchemaOrArray:
    case ShapeKind::SchemaOrBool:
    case ShapeKind::SchemaOrStrings:
      if (!node.is_scalar()) return check_union(node, schema);
      break;
    case ShapeKind::Quantity:
      if (!node.is_scalar()) return add("Decode", node, std::string(kQuantityProblem));
      break;
    default:
      break;
  }
  if (node.is_scalar()) return check_scalar(node, schema);
  refuse(node, ScalarType::String, schema);
}

}  // namespace

std::vector<FieldProblem> check_structure(const Node& root, const ApiSchema& schema,
                                          const StructureOptions& options) {
  std::vector<FieldProblem> problems;
  if (!schema || !root.is_mapping()) return problems;
  Checker(options, problems).check_object(root, schema.type());
  return problems;
}

void keep_server_answer(std::vector<FieldProblem>& problems) {
  auto refused = std::ranges::find(problems, "Decode", &FieldProblem::type);
  if (refused == problems.end()) return;
  FieldProblem first = std::move(*refused);
  problems.clear();
  problems.push_back(std::move(first));
}

}  // namespace drydock::validate

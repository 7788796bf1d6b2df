#include "validate/schema_explain.h"

#include <algorithm>
#include <map>

#include "core/go_number.h"
#include "core/unicode.h"

namespace drydock::validate {
namespace {

using schemas::JsonMember;
using schemas::JsonType;
using schemas::JsonValue;
using schemas::SchemaError;
using Errors = std::span<const SchemaError* const>;

/// As the library lists types, whatever the schema's own order.
constexpr std::string_view kTypeOrder[] = {"null",   "boolean", "number", "integer",
                                           "string", "array",   "object"};
/// Keywords after whose failure nothing else of the schema is looked at.
constexpr std::string_view kDecisive[] = {"type", "const", "enum", "format"};

std::string_view unescape_token(std::string_view token, std::string& buffer) {
  if (token.find('~') == token.npos) return token;
  buffer.clear();
  for (size_t i = 0; i < token.size(); ++i) {
    bool escaped = token[i] == '~' && i + 1 < token.size();
    buffer += !escaped ? token[i] : token[++i] == '1' ? '/' : '~';
  }
  return buffer;
}

const JsonValue* child_of(const JsonValue& value, std::string_view token) {
  std::string buffer;
  if (value.is_object()) return value.find(unescape_token(token, buffer));
  auto index = parse_go_uint(token);
  return index.ok() && index.value < value.items().size() ? &value.items()[index.value] : nullptr;
}

const JsonValue* value_at(const JsonValue& root, std::string_view pointer) {
  const JsonValue* value = &root;
  while (!pointer.empty() && value) {
    pointer.remove_prefix(1);
    size_t slash = std::min(pointer.find('/'), pointer.size());
    value = child_of(*value, pointer.substr(0, slash));
    pointer.remove_prefix(slash);
  }
  return value;
}

/// x/text prints numbers with commas between thousands.
std::string with_commas(std::string digits) {
  size_t start = digits.starts_with('-') ? 1 : 0;
  size_t end = std::min(digits.find('.'), digits.size());
  if (digits.find('e') != digits.npos) return digits;
  for (size_t at = end; at > start + 3;) {
    at -= 3;
    digits.insert(at, ",");
  }
  return digits;
}

std::string count_text(size_t count) { return with_commas(fmt::format_int(count).str()); }

std::string number_text(std::string_view literal) {
  auto number = parse_go_float(literal);
  return with_commas(format_go_float(number.value, 'f'));
}

std::string display(const JsonValue& value) {
  switch (value.type) {
    case JsonType::String:
      return quote_for_shape(value.text());
    case JsonType::Number:
      return std::string(value.text());
    case JsonType::Boolean:
      return value.boolean ? "true" : "false";
    case JsonType::Null:
      return "<nil>";
    default:
      return "value";
  }
}

bool is_plain(const JsonValue& value) { return !value.is_array() && !value.is_object(); }

std::string type_message(const SchemaError& error, const JsonValue& value) {
  std::span<const JsonValue> names = error.operand->items();
  if (!error.operand->is_array()) names = {error.operand, 1};
  std::string want;
  for (std::string_view type : kTypeOrder) {
    bool is_wanted = std::ranges::any_of(
        names, [&](const JsonValue& name) { return name.is_string() && name.text() == type; });
    if (is_wanted) want += fmt::format("{}{}", want.empty() ? "" : " or ", type);
  }
  return fmt::format("got {}, want {}", schemas::json_type_name(value.type), want);
}

std::string enum_message(const JsonValue& allowed) {
  if (!std::ranges::all_of(allowed.items(), is_plain)) return "'enum' failed";
  if (allowed.items().size() == 1) {
    return fmt::format("value must be {}", display(allowed.items()[0]));
  }
  std::string all;
  for (const JsonValue& one : allowed.items()) {
    all += fmt::format("{}{}", all.empty() ? "" : ", ", display(one));
  }
  return fmt::format("value must be one of {}", all);
}

std::string size_message(const SchemaError& error, size_t got) {
  auto want = parse_go_float(error.operand->text());
  return fmt::format("{}: got {}, want {}", error.keyword, count_text(got),
                     count_text(static_cast<size_t>(want.value)));
}

/// Of the keywords that say one thing about one value.
std::string leaf_message(const SchemaError& error, const JsonValue& value) {
  std::string_view keyword = error.keyword;
  if (keyword.empty()) return "false schema";
  if (keyword == "type") return type_message(error, value);
  if (keyword == "enum") return enum_message(*error.operand);
  if (keyword == "const") {
    return is_plain(*error.operand) ? fmt::format("value must be {}", display(*error.operand))
                                    : "'const' failed";
  }
  if (keyword == "minLength" || keyword == "maxLength") {
    return size_message(error, count_runes(value.text()));
  }
  if (keyword == "minItems" || keyword == "maxItems") {
    return size_message(error, value.items().size());
  }
  if (keyword == "minProperties" || keyword == "maxProperties") {
    return size_message(error, value.members().size());
  }
  if (keyword == "pattern") {
    return fmt::format("{} does not match pattern {}", quote_for_shape(value.text()),
                       quote_for_shape(error.operand->text()));
  }
  if (keyword == "format") {
    return fmt::format("{} is not valid {}: {}", display(value), error.operand->text(),
                       error.message);
  }
  if (keyword == "uniqueItems") {
    return fmt::format("items at {} and {} are equal", count_text(error.first),
                       count_text(error.second));
  }
  if (keyword == "not") return "'not' failed";
  if (keyword == "contains") return "no items match contains schema";
  if (keyword == "oneOf" && error.causes.empty()) {
    return fmt::format("'oneOf' failed, subschemas {}, {} matched", count_text(error.first),
                       count_text(error.second));
  }
  if (value.is_number() && error.operand->is_number()) {
    return fmt::format("{}: got {}, want {}", keyword, number_text(value.text()),
                       number_text(error.operand->text()));
  }
  return error.message;
}

/// Errors about one value and those about its parts.
struct Branch {
  std::vector<const SchemaError*> own;
  std::map<std::string, Branch, std::less<>> members;
  std::map<size_t, Branch> items;

  bool empty() const { return own.empty() && members.empty() && items.empty(); }
};

class Explainer {
 public:
  explicit Explainer(const JsonValue& root) : root_(root) {}

  std::vector<ShapeError> explain(Errors errors, std::string_view at) {
    Branch branch;
    for (const SchemaError* error : errors) insert(branch, *error, at);
    return explain_branch(branch, std::string(at));
  }

 private:
  void insert(Branch& branch, const SchemaError& error, std::string_view base);
  std::vector<ShapeError> explain_branch(const Branch& branch, const std::string& at);
  void add_own(std::vector<ShapeError>& out, const Branch& branch, const std::string& at);
  void add_required(std::vector<ShapeError>& out, const SchemaError& error, const std::string& at,
                    const JsonValue& value);
  void add_choice(std::vector<ShapeError>& out, const SchemaError& error, const std::string& at);

  const JsonValue& root_;
};

/// Unknown members belong to their object, all others to the value they are about.
void Explainer::insert(Branch& branch, const SchemaError& error, std::string_view base) {
  std::string_view rest = std::string_view(error.instance_path).substr(base.size());
  if (error.keyword == "additionalProperties") rest = rest.substr(0, rest.rfind('/'));
  std::string path(base);
  Branch* at = &branch;
  while (!rest.empty()) {
    rest.remove_prefix(1);
    size_t slash = std::min(rest.find('/'), rest.size());
    std::string_view token = rest.substr(0, slash);
    rest.remove_prefix(slash);
    const JsonValue* value = value_at(root_, path);
    bool is_item = value && value->is_array();
    at = is_item ? &at->items[parse_go_uint(token).value] : &at->members[std::string(token)];
    path += fmt::format("/{}", token);
  }
  at->own.push_back(&error);
}

void Explainer::add_required(std::vector<ShapeError>& out, const SchemaError& error,
                             const std::string& at, const JsonValue& value) {
  std::vector<std::string> missing;
  for (const JsonValue& name : error.operand->items()) {
    if (!value.find(name.text())) missing.emplace_back(name.text());
  }
  std::string message = fmt::format("missing propert{} {}", missing.size() == 1 ? "y" : "ies",
                                    quote_all_for_shape(missing));
  // The evaluator has one error for each of them.
  if (!out.empty() && out.back().keyword == "required" && out.back().message == message) return;
  out.push_back({at, std::move(message), "required", std::move(missing)});
}

void Explainer::add_choice(std::vector<ShapeError>& out, const SchemaError& error,
                           const std::string& at) {
  ShapeError choice{at,
                    error.keyword == "anyOf" ? "'anyOf' failed" : "'oneOf' failed, none matched",
                    error.keyword};
  std::map<size_t, std::vector<const SchemaError*>> alternatives;
  for (const SchemaError& cause : error.causes) alternatives[cause.first].push_back(&cause);
  for (const auto& [position, causes] : alternatives) {
    add_grouped(choice.causes, explain(causes, at), at);
  }
  out.push_back(std::move(choice));
}

void Explainer::add_own(std::vector<ShapeError>& out, const Branch& branch, const std::string& at) {
  const JsonValue* value = value_at(root_, at);
  if (!value) return;
  std::vector<std::string> unknown;
  for (const SchemaError* error : branch.own) {
    if (error->keyword == "additionalProperties") {
      std::string_view token = std::string_view(error->instance_path).substr(at.size() + 1);
      std::string buffer;
      unknown.emplace_back(unescape_token(token, buffer));
    } else if (error->keyword == "required") {
      add_required(out, *error, at, *value);
    } else if (!error->causes.empty()) {
      add_choice(out, *error, at);
    } else {
      out.push_back({at, leaf_message(*error, *value), error->keyword});
    }
  }
  if (unknown.empty()) return;
  std::string message =
      fmt::format("additional properties {} not allowed", quote_all_for_shape(unknown));
  out.push_back({at, std::move(message), "additionalProperties", std::move(unknown)});
}

std::vector<ShapeError> Explainer::explain_branch(const Branch& branch, const std::string& at) {
  std::vector<ShapeError> own;
  add_own(own, branch, at);
  for (const ShapeError& error : own) {
    if (std::ranges::find(kDecisive, error.keyword) != std::end(kDecisive)) return {error};
  }
  // The library's order: what members must be there, the members, unknown members, choices.
  auto comes_late = [](const ShapeError& error) {
    return error.keyword == "additionalProperties" || error.keyword == "not" ||
           error.keyword == "anyOf" || error.keyword == "oneOf";
  };
  auto late = std::stable_partition(own.begin(), own.end(), std::not_fn(comes_late));
  std::stable_partition(late, own.end(), [](const ShapeError& error) {
    return error.keyword == "additionalProperties";
  });
  std::vector<ShapeError> errors(std::make_move_iterator(own.begin()),
                                 std::make_move_iterator(late));
  for (const auto& [index, part] : branch.items) {
    std::string below = fmt::format("{}/{}", at, index);
    add_grouped(errors, explain_branch(part, below), below);
  }
  for (const auto& [token, part] : branch.members) {
    std::string below = fmt::format("{}/{}", at, token);
    add_grouped(errors, explain_branch(part, below), below);
  }
  errors.insert(errors.end(), std::make_move_iterator(late), std::make_move_iterator(own.end()));
  return errors;
}

ShapeError make_reference(std::string at, std::vector<ShapeError> causes) {
  ShapeError reference{std::move(at), "validation failed"};
  reference.kind = ShapeError::Kind::Reference;
  reference.causes = std::move(causes);
  return reference;
}

/// Whether the property that an error is about, or within, is given by a reference.
const JsonValue* referring_property(const JsonValue& schema, std::string_view at,
                                    std::string_view& token) {
  const JsonValue* properties = schema.find("properties");
  if (!properties || at.empty()) return nullptr;
  token = at.substr(0, std::min(at.find('/', 1), at.size()));
  std::string buffer;
  const JsonValue* property = properties->find(unescape_token(token.substr(1), buffer));
  return property && property->find("$ref") ? property : nullptr;
}

}  // namespace

std::vector<ShapeError> explain_schema_errors(std::span<const SchemaError> errors,
                                              const JsonValue& value, const JsonValue& schema) {
  std::vector<const SchemaError*> all;
  for (const SchemaError& error : errors) all.push_back(&error);
  std::vector<ShapeError> explained = Explainer(value).explain(all, "");
  if (schema.find("$ref")) return {make_reference("", std::move(explained))};
  // Groups and references look the same in the message; only kubeconform's list of errors, which
  // does not look below the first level, tells them apart.
  for (ShapeError& error : explained) {
    std::string_view token;
    if (!referring_property(schema, error.at, token)) continue;
    std::string at(token);
    std::vector<ShapeError> causes;
    if (error.kind == ShapeError::Kind::Group) {
      causes = std::move(error.causes);
    } else {
      causes.push_back(std::move(error));
    }
    error = make_reference(std::move(at), std::move(causes));
  }
  // A single group stands for the root's own, wherever it is.
  if (explained.size() == 1 && explained[0].kind == ShapeError::Kind::Group) {
    return std::move(explained[0].causes);
  }
  return explained;
}

}  // namespace drydock::validate

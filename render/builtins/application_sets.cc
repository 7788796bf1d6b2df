#include <algorithm>

#include "core/json/parse.h"
#include "core/unicode.h"
#include "core/yaml/decode.h"
#include "core/yaml/emit.h"
#include "render/builtins/families.h"
#include "render/builtins/kept_value.h"
#include "render/builtins/slug.h"
#include "render/builtins/type_problem.h"

namespace drydock::render {
namespace {

constexpr size_t kLongestName = 253;

bool is_small_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

std::string_view trimmed(std::string_view text, std::string_view away) {
  size_t first = text.find_first_not_of(away);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(away) - first + 1);
}

Value normalize(const CallArgs& args) { return args.string(normalized_name(args.text(0))); }

/// [SIZE] [AT_DASH] NAME; the original panics for other types.
Value slugify(const CallArgs& args) {
  if (args.size() == 0) return args.string("");
  Value name = args[args.size() - 1];
  if (!name.is_string()) args.fail("slugify needs a name, a text");
  size_t max_size = 50;
  bool at_dash = true;
  if (args.size() > 1) {
    if (!args[0].is_int() || args[0].as_int() < 0) args.fail("slugify needs a size, an integer");
    max_size = static_cast<size_t>(args[0].as_int());
  }
  if (args.size() > 2) {
    if (!args[1].is_bool()) args.fail("slugify needs true or false behind the size");
    at_dash = args[1].as_bool();
  }
  return args.string(slug(normalized_name(name.as_string()), max_size, at_dash));
}

Value read_yaml_text(const CallArgs& args) {
  SourceFile file{"", std::string(args.text(0))};
  YamlDecoded yaml = decode_yaml_file(file, args.arena());
  if (!yaml.go_error.empty()) args.fail("error converting YAML to JSON: " + yaml.go_error);
  return kept_value(yaml.value, args.arena());
}

[[noreturn]] void fail_type(const CallArgs& args, Value value, std::string_view go_type) {
  args.fail("error unmarshaling JSON: while decoding JSON: " + json_type_problem(value, go_type));
}

Value from_yaml(const CallArgs& args) {
  Value value = read_yaml_text(args);
  if (value.is_nil()) return Value::of_map(args.new_map());
  if (!value.is_map()) fail_type(args, value, "map[string]interface {}");
  return value;
}

Value from_yaml_array(const CallArgs& args) {
  Value value = read_yaml_text(args);
  if (value.is_nil()) return args.new_list({});
  if (!value.is_list()) fail_type(args, value, "[]interface {}");
  return value;
}

Value to_yaml_text(const CallArgs& args) {
  std::string text;
  try {
    text = to_yaml(args[0], {.max_bytes = args.context().limits().output});
  } catch (const Error& error) {
    if (error.diagnostic().rule.ends_with("-limit")) throw;
    args.fail(error.diagnostic().message);
  }
  if (text.ends_with('\n')) text.pop_back();
  return args.string(text);
}

/// Sprig's own, where Helm has others.
Value from_json(const CallArgs& args) { return parse_json(args.text(0), args.arena()).value; }

Value fail_with(const CallArgs& args) { args.fail(std::string(args.text(0))); }

using enum Type;

// clang-format off
constexpr Builtin kApplicationSetBuiltins[] = {
    {"normalize",     takes(String),      String, normalize,       "NAME: NAME as a name of an object: small letters, digits, - and ."},
    {"slugify",       takes_many(Reflect), String, slugify,        "[SIZE] [SMART] NAME: NAME as part of a host name of at most SIZE (50) characters"},
    {"toYaml",        takes(Any),         String, to_yaml_text,    "VALUE: VALUE in YAML"},
    {"fromYaml",      takes(String),      Map,    from_yaml,       "YAML: the map that YAML is"},
    {"fromYamlArray", takes(String),      List,   from_yaml_array, "YAML: the list that YAML is"},
    {"fromJson",      takes(String),      Any,    from_json,       "JSON: the value that JSON is, or nil"},
    {"fail",          takes(String),      String, fail_with,       "MESSAGE: ends the render with the message"},
};
// clang-format on

}  // namespace

std::string normalized_name(std::string_view text) {
  std::string name;
  while (!text.empty()) {
    DecodedRune next = decode_rune(text);
    text.remove_prefix(static_cast<size_t>(next.size));
    char32_t rune = to_lower(next.rune);
    bool kept = rune < 0x80 && (is_small_or_digit(static_cast<char>(rune)) || rune == '.');
    name += kept ? static_cast<char>(rune) : '-';
  }
  if (name.size() > kLongestName) name.resize(kLongestName);
  return std::string(trimmed(name, "-."));
}

std::string slug(std::string_view text, size_t max_size, bool at_dash) {
  std::string lower(trimmed(text, " \t\n\v\f\r"));
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
    return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  });
  if (!at_dash && lower.size() > max_size) lower.resize(max_size);
  std::string result;
  for (char c : lower) {
    char kept = is_small_or_digit(c) || c == '_' ? c : '-';
    if (kept != '-' || !result.ends_with('-')) result += kept;
  }
  result = trimmed(result, "-_");
  if (max_size == 0 || !at_dash || result.size() <= max_size) return result;
  size_t dash = result.rfind('-', max_size);
  result.resize(dash == std::string::npos ? max_size : dash);
  return result;
}

std::span<const Builtin> application_set_builtins() { return kApplicationSetBuiltins; }

}  // namespace drydock::render

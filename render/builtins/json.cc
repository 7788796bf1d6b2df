#include "core/json/parse.h"
#include "core/json/write.h"
#include "render/builtins/families.h"
#include "render/builtins/type_problem.h"

namespace drydock::render {
namespace {

struct JsonText {
  std::string text;
  std::string problem;  // Go's error text; empty if all is well
};

/// Only what the value cannot be is a problem here; limits end the render.
template <class Write>
JsonText try_write(Write write) {
  try {
    return {write(), ""};
  } catch (Error& error) {
    if (error.diagnostic().rule != "json-value") throw;
    return {"", error.diagnostic().message};
  }
}

JsonWriteOptions within_limits(const CallArgs& args) {
  return {.max_bytes = args.context().limits().output};
}

JsonText write_plain(const CallArgs& args) {
  return try_write([&] { return to_json(args[0], within_limits(args)); });
}

JsonText write_pretty(const CallArgs& args) {
  return try_write([&] { return to_indented_json(args[0], "", "  ", within_limits(args)); });
}

JsonText write_raw(const CallArgs& args) {
  JsonWriteOptions options = within_limits(args);
  options.escape_html = false;
  return try_write([&] { return to_json(args[0], options); });
}

Value quietly(const CallArgs& args, const JsonText& json) { return args.string(json.text); }

Value strictly(const CallArgs& args, const JsonText& json) {
  if (!json.problem.empty()) args.fail(json.problem);
  return args.string(json.text);
}

Value to_json(const CallArgs& args) { return quietly(args, write_plain(args)); }
Value must_to_json(const CallArgs& args) { return strictly(args, write_plain(args)); }
Value to_pretty_json(const CallArgs& args) { return quietly(args, write_pretty(args)); }
Value must_to_pretty_json(const CallArgs& args) { return strictly(args, write_pretty(args)); }
Value to_raw_json(const CallArgs& args) { return strictly(args, write_raw(args)); }

JsonResult parse(const CallArgs& args) {
  JsonParseOptions options;
  options.borrow_text = true;
  return parse_json(args.text(0), args.arena(), options);
}

Value must_from_json(const CallArgs& args) {
  JsonResult json = parse(args);
  if (!json.ok()) args.fail(json.error->message);
  return json.value;
}

/// The error text if the text is not JSON of the wanted kind, or empty.
std::string problem_of(const JsonResult& json, Value::Kind wanted, std::string_view go_type) {
  if (!json.well_formed) return json.error->message;
  bool is_null = json.ok() && json.value.is_nil();
  return is_null || json.value.kind() == wanted ? "" : json_type_problem(json.value, go_type);
}

// A number that is too large leaves nil, and its error beside all else.

Value from_json(const CallArgs& args) {
  JsonResult json = parse(args);
  std::string problem = problem_of(json, Value::Kind::Map, "map[string]interface {}");
  if (!problem.empty()) return error_map(args, problem);
  if (json.value.is_nil()) {
    return Value::of_map(args.arena().make<ValueMap>(ValueMap::nil(args.arena())));
  }
  if (!json.ok()) json.value.as_map().set("Error", args.string(json.error->message));
  return json.value;
}

Value from_json_array(const CallArgs& args) {
  JsonResult json = parse(args);
  std::string problem = problem_of(json, Value::Kind::List, "[]interface {}");
  if (problem.empty() && !json.ok()) problem = json.error->message;
  if (!problem.empty()) return error_list(args, problem);
  return json.value.is_nil() ? Value::nil_list() : json.value;
}

using enum Type;

// clang-format off
constexpr Builtin kJsonBuiltins[] = {
    {"toJson",           takes(Any), String, to_json, "VALUE: VALUE in JSON, or an empty text if it has none"},
    {"mustToJson",       takes(Any), String, must_to_json, "VALUE: VALUE in JSON"},
    {"toPrettyJson",     takes(Any), String, to_pretty_json, "VALUE: VALUE in JSON with lines and indentation, or an empty text"},
    {"mustToPrettyJson", takes(Any), String, must_to_pretty_json, "VALUE: VALUE in JSON with lines and indentation"},
    {"toRawJson",        takes(Any), String, to_raw_json, "VALUE: VALUE in JSON, with <, > and & as they are"},
    {"mustToRawJson",    takes(Any), String, to_raw_json, "VALUE: as toRawJson"},
    {"fromJson",         takes(String), Map, from_json, "JSON: the map that JSON is, or one with the error under Error"},
    {"mustFromJson",     takes(String), Any, must_from_json, "JSON: the value that JSON is"},
    {"fromJsonArray",    takes(String), List, from_json_array, "JSON: the list that JSON is, or one with the error text"},
};
// clang-format on

}  // namespace

std::span<const Builtin> json_builtins() { return kJsonBuiltins; }

}  // namespace drydock::render

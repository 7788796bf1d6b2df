#include "validate/policy/param_types.h"

#include <lua5.4/lua.hpp>

#include "core/regex.h"
#include "core/yaml/resolve.h"

namespace drydock::validate::policy {
namespace {

constexpr std::string_view kTypes[] = {"string", "number", "integer", "boolean", "object", "any"};

/// A value without its insides, from either side.
struct Shallow {
  std::string_view type;  // string, number, integer, boolean, list, object or null
  std::string_view text;
  double number = 0;
};

bool fits(std::string_view type, const Shallow& value) {
  if (type == "any") return true;
  if (type == "number") return value.type == "number" || value.type == "integer";
  return type == value.type;
}

std::string with_article(std::string_view type) {
  if (type == "integer" || type == "object") return fmt::format("an {}", type);
  return type == "any" || type == "null" ? std::string(type) : fmt::format("a {}", type);
}

std::string value_problem(const Shallow& value, std::string_view type, const Parameter& parameter) {
  if (!fits(type, value)) {
    return fmt::format("must be {}, not {}", with_article(type), with_article(value.type));
  }
  bool number = value.type == "number" || value.type == "integer";
  if (number && parameter.minimum && value.number < *parameter.minimum) {
    return fmt::format("must be at least {}", *parameter.minimum);
  }
  if (number && parameter.maximum && value.number > *parameter.maximum) {
    return fmt::format("must be at most {}", *parameter.maximum);
  }
  if (value.type != "string") return "";
  const auto& choices = parameter.choices;
  if (!choices.empty() && std::find(choices.begin(), choices.end(), value.text) == choices.end()) {
    return fmt::format("must be one of {}", fmt::join(choices, ", "));
  }
  if (!parameter.pattern.empty() && !Regex(parameter.pattern).matches(value.text)) {
    return fmt::format("must match {}", parameter.pattern);
  }
  return "";
}

Shallow shallow(lua_State* lua, int index) {
  switch (lua_type(lua, index)) {
    case LUA_TSTRING: {
      size_t size = 0;
      const char* text = lua_tolstring(lua, index, &size);
      return {"string", {text, size}};
    }
    case LUA_TNUMBER:
      return {lua_isinteger(lua, index) ? "integer" : "number", {}, lua_tonumber(lua, index)};
    case LUA_TBOOLEAN:
      return {"boolean", {}};
    case LUA_TTABLE:
      return {"object", {}};
    default:
      return {lua_isnil(lua, index) ? "null" : "function", {}};
  }
}

Shallow shallow(const Node& node) {
  if (node.is_mapping()) return {"object", {}};
  if (node.is_sequence()) return {"list", {}};
  ResolvedScalar scalar = resolve_scalar(node, YamlDialect::Sigs);
  switch (scalar.type) {
    case ScalarType::Null:
      return {"null", {}};
    case ScalarType::Bool:
      return {"boolean", {}};
    case ScalarType::Int: {
      double number = scalar.is_unsigned ? static_cast<double>(scalar.unsigned_integer)
                                         : static_cast<double>(scalar.integer);
      return {"integer", {}, number};
    }
    case ScalarType::Float:
      return {"number", {}, scalar.number};
    default:
      return {"string", node.text()};
  }
}

bool is_list(lua_State* lua, int index) {
  auto count = static_cast<lua_Integer>(lua_rawlen(lua, index));
  lua_Integer fields = 0;
  for (lua_pushnil(lua); lua_next(lua, index); lua_pop(lua, 1)) ++fields;
  return fields == count;
}

std::string lua_problem(lua_State* lua, int index, std::string_view type,
                        const Parameter& parameter) {
  index = lua_absindex(lua, index);
  if (!type.ends_with("[]")) return value_problem(shallow(lua, index), type, parameter);
  if (!lua_istable(lua, index) || !is_list(lua, index)) return "must be a list";
  std::string problem;
  auto count = static_cast<lua_Integer>(lua_rawlen(lua, index));
  for (lua_Integer i = 1; i <= count && problem.empty(); ++i) {
    lua_rawgeti(lua, index, i);
    problem = lua_problem(lua, -1, type.substr(0, type.size() - 2), parameter);
    if (!problem.empty()) problem = fmt::format("[{}] {}", i, problem);
    lua_pop(lua, 1);
  }
  return problem;
}

std::string node_problem(const Node& node, std::string_view type, const Parameter& parameter,
                         const Node** where) {
  *where = &node;
  if (!type.ends_with("[]")) return value_problem(shallow(node), type, parameter);
  if (!node.is_sequence()) return "must be a list";
  for (const Node* item : node.elements()) {
    std::string problem = node_problem(*item, type.substr(0, type.size() - 2), parameter, where);
    if (!problem.empty()) return problem;
  }
  return "";
}

}  // namespace

bool is_parameter_type(std::string_view type) {
  while (type.ends_with("[]")) type.remove_suffix(2);
  return std::find(std::begin(kTypes), std::end(kTypes), type) != std::end(kTypes);
}

std::string parameter_problem(lua_State* lua, int index, const Parameter& parameter) {
  return lua_problem(lua, index, parameter.type, parameter);
}

std::string parameter_problem(const Node& value, const Parameter& parameter, const Node** where) {
  return node_problem(value, parameter.type, parameter, where);
}

}  // namespace drydock::validate::policy

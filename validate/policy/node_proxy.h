#pragma once

#include <cstdint>
#include <string>

#include "core/arena.h"
#include "core/yaml/node.h"
#include "validate/policy/fleet_index.h"

struct lua_State;

namespace drydock::validate::policy {

/// What a userdata is; the first thing in each, which tells them apart faster than their
/// metatables.
enum class ProxyKind : uint8_t { Node, Field, Project };

/// A mapping or sequence of an object, as Lua has it: read-only, made when it is asked for.
struct NodeProxy {
  static constexpr ProxyKind kKind = ProxyKind::Node;
  ProxyKind kind;
  const Node* node;
  const ObjectRef* object;  // null for data that is of no object
};

/// A field by its path from a node, there or not: what `ctx.at` gives. The path is its user value.
struct FieldProxy {
  static constexpr ProxyKind kKind = ProxyKind::Field;
  ProxyKind kind;
  const Node* base;
  const ObjectRef* object;
};

struct ProjectProxy {
  static constexpr ProxyKind kKind = ProxyKind::Project;
  ProxyKind kind;
  const RenderedProject* project;
};

/// Makes the types known to a state. Call once.
void open_proxies(lua_State* lua);

/// Pushes what a node means: nil, a boolean, number or text, or a proxy; the same one for the same
/// node until `forget_proxies`.
void push_node(lua_State* lua, const Node* node, const ObjectRef* object);
/// Pushes the root of an object.
void push_object(lua_State* lua, const ObjectRef& object);
void push_field(lua_State* lua, const Node* base, const ObjectRef* object, std::string_view path);
void push_project(lua_State* lua, const RenderedProject& project);
void forget_proxies(lua_State* lua);

/// Null when the value is none.
const NodeProxy* to_node(lua_State* lua, int index);
const FieldProxy* to_field(lua_State* lua, int index);
std::string field_path_of(lua_State* lua, int index);
const ProjectProxy* to_project(lua_State* lua, int index);
/// Raises an error about argument `index` unless it is the root of an object, or within one.
const ObjectRef& check_object(lua_State* lua, int index);

/// The value as a node: a proxy's own, or one made of a table or plain value, in `arena`. Null for
/// nil. What has no such form raises an error.
const Node* node_of_value(lua_State* lua, int index, Arena& arena);

/// Pushes plain tables instead of proxies, for data that a policy may keep or change.
void push_plain(lua_State* lua, const Node* node, int depth = 0);

}  // namespace drydock::validate::policy

#include "validate/policy/node_proxy.h"

#include <algorithm>
#include <lua5.4/lua.hpp>

#include "core/yaml/resolve.h"
#include "validate/policy/key_order.h"
#include "validate/policy/lua_state.h"
#include "validate/policy/sandbox.h"
#include "validate/policy/text_functions.h"

namespace drydock::validate::policy {
namespace {

constexpr char kNode[] = "node";
constexpr char kField[] = "field";
constexpr char kProject[] = "project";
constexpr int kMaxDepth = 100;

bool is_null(const Node& node) {
  return node.is_scalar() && node.style == NodeStyle::Plain &&
         resolve_scalar(node, YamlDialect::Sigs).type == ScalarType::Null;
}

void push_scalar(lua_State* lua, const Node& node) {
  std::string_view text = node.text();
  if (node.style != NodeStyle::Plain && !node.tag_text) {
    lua_pushlstring(lua, text.data(), text.size());
    return;
  }
  ResolvedScalar scalar = resolve_scalar(node, YamlDialect::Sigs);
  switch (scalar.type) {
    case ScalarType::Null:
      lua_pushnil(lua);
      return;
    case ScalarType::Bool:
      lua_pushboolean(lua, scalar.boolean);
      return;
    case ScalarType::Int:
      if (scalar.is_unsigned) {
        lua_pushnumber(lua, static_cast<lua_Number>(scalar.unsigned_integer));
      } else {
        lua_pushinteger(lua, scalar.integer);
      }
      return;
    case ScalarType::Float:
      lua_pushnumber(lua, scalar.number);
      return;
    default:
      lua_pushlstring(lua, text.data(), text.size());
  }
}

/// Null when the value is none. Lua code has no userdata but proxies.
template <class Proxy>
const Proxy* to_proxy(lua_State* lua, int index) {
  if (lua_type(lua, index) != LUA_TUSERDATA) return nullptr;
  auto* proxy = static_cast<const Proxy*>(lua_touserdata(lua, index));
  return proxy->kind == Proxy::kKind ? proxy : nullptr;
}

const NodeProxy& self(lua_State* lua) {
  if (const NodeProxy* proxy = to_node(lua, 1)) return *proxy;
  return *static_cast<NodeProxy*>(luaL_checkudata(lua, 1, kNode));  // for its error
}

int node_index(lua_State* lua) {
  const NodeProxy& proxy = self(lua);
  const Node* found = nullptr;
  if (proxy.node->is_mapping()) {
    if (lua_type(lua, 2) == LUA_TSTRING || lua_type(lua, 2) == LUA_TNUMBER) {
      size_t size = 0;
      lua_pushvalue(lua, 2);
      const char* key = lua_tolstring(lua, -1, &size);
      found = proxy.node->find({key, size});
    }
  } else if (lua_isinteger(lua, 2)) {
    auto at = static_cast<uint64_t>(lua_tointeger(lua, 2)) - 1;
    if (at < proxy.node->size) found = proxy.node->elements()[at];
  }
  push_node(lua, found, proxy.object);
  return 1;
}

int node_length(lua_State* lua) {
  const Node& node = *self(lua).node;
  lua_Integer count = 0;
  for (const NodeEntry& entry : node.pairs()) count += !is_null(*entry.value);
  if (node.is_sequence()) count = static_cast<lua_Integer>(node.size);
  lua_pushinteger(lua, count);
  return 1;
}

int refuse_write(lua_State* lua) {
  return luaL_error(lua, "objects are read-only; ctx.deny(node, {fix = ...}) proposes a change");
}

/// Upvalues: the proxy, its entries in order of keys, how many, the position.
int next_entry(lua_State* lua) {
  const auto& proxy = *static_cast<NodeProxy*>(lua_touserdata(lua, lua_upvalueindex(1)));
  auto entries = static_cast<const NodeEntry* const*>(lua_touserdata(lua, lua_upvalueindex(2)));
  lua_Integer count = lua_tointeger(lua, lua_upvalueindex(3));
  lua_Integer at = lua_tointeger(lua, lua_upvalueindex(4));
  if (at >= count) return 0;
  lua_pushinteger(lua, at + 1);
  lua_replace(lua, lua_upvalueindex(4));
  std::string_view key = entries[at]->key->text();
  lua_pushlstring(lua, key.data(), key.size());
  push_node(lua, entries[at]->value, proxy.object);
  return 2;
}

int next_item(lua_State* lua) {
  const auto& proxy = *static_cast<NodeProxy*>(lua_touserdata(lua, lua_upvalueindex(1)));
  auto at = static_cast<size_t>(lua_tointeger(lua, lua_upvalueindex(2)));
  std::span<Node* const> items = proxy.node->elements();
  while (at < items.size() && is_null(*items[at])) ++at;
  if (at >= items.size()) return 0;
  lua_pushinteger(lua, static_cast<lua_Integer>(at + 1));
  lua_copy(lua, -1, lua_upvalueindex(2));
  push_node(lua, items[at], proxy.object);
  return 2;
}

int node_pairs(lua_State* lua) {
  const Node& node = *self(lua).node;
  lua_settop(lua, 1);
  if (node.is_sequence()) {
    lua_pushinteger(lua, 0);
    lua_pushcclosure(lua, &next_item, 2);
    return 1;
  }
  LuaState::of(lua).spend(node.size);
  auto** entries =
      static_cast<const NodeEntry**>(lua_newuserdatauv(lua, sizeof(void*) * (node.size + 1), 0));
  size_t count = 0;
  for (const NodeEntry& entry : node.pairs()) {
    if (entry.key->is_scalar()) entries[count++] = &entry;
  }
  auto by_key = [](const NodeEntry* a, const NodeEntry* b) {
    return a->key->text() < b->key->text();
  };
  std::stable_sort(entries, entries + count, by_key);
  size_t kept = 0;
  for (size_t i = 0; i < count; ++i) {  // of equal keys the last one, and no nulls
    bool replaced = i + 1 < count && entries[i]->key->text() == entries[i + 1]->key->text();
    if (!replaced && !is_null(*entries[i]->value)) entries[kept++] = entries[i];
  }
  lua_pushinteger(lua, static_cast<lua_Integer>(kept));
  lua_pushinteger(lua, 0);
  lua_pushcclosure(lua, &next_entry, 4);
  return 1;
}

int node_equal(lua_State* lua) {
  const NodeProxy* a = to_node(lua, 1);
  const NodeProxy* b = to_node(lua, 2);
  lua_pushboolean(lua, a && b && a->node == b->node);
  return 1;
}

int node_tostring(lua_State* lua) {
  const NodeProxy& proxy = self(lua);
  if (proxy.object && proxy.node == proxy.object->resource->root) {
    const Resource& resource = *proxy.object->resource;
    std::string text = fmt::format("{}/{}", resource.gvk.kind, resource.name);
    lua_pushlstring(lua, text.data(), text.size());
  } else {
    lua_pushstring(lua, proxy.node->is_mapping() ? "object" : "list");
  }
  return 1;
}

int project_index(lua_State* lua) {
  const auto& proxy = *static_cast<ProjectProxy*>(luaL_checkudata(lua, 1, kProject));
  std::string_view key = luaL_checkstring(lua, 2);
  const Project& project = *proxy.project->project;
  const std::pair<std::string_view, std::string_view> texts[] = {
      {"name", project.name},
      {"path", project.path},
      {"owner", project.owner},
      {"cluster", project.cluster},
      {"namespace", project.namespace_name},
      {"renderer", renderer_name(project.renderer)}};
  for (const auto& [name, text] : texts) {
    if (name != key) continue;
    lua_pushlstring(lua, text.data(), text.size());
    return 1;
  }
  return luaL_error(lua, "a project has no `%s`: name, path, owner, cluster, namespace, renderer",
                    luaL_checkstring(lua, 2));
}

int project_tostring(lua_State* lua) {
  const auto& proxy = *static_cast<ProjectProxy*>(luaL_checkudata(lua, 1, kProject));
  const std::string& name = proxy.project->project->name;
  lua_pushlstring(lua, name.data(), name.size());
  return 1;
}

int field_tostring(lua_State* lua) {
  std::string path = field_path_of(lua, 1);
  lua_pushlstring(lua, path.data(), path.size());
  return 1;
}

// clang-format off
constexpr luaL_Reg kNodeMethods[] = {
    {"__index", node_index}, {"__len", node_length}, {"__newindex", refuse_write}, {"__pairs", node_pairs},
    {"__eq", node_equal}, {"__tostring", node_tostring}, {nullptr, nullptr},
};
constexpr luaL_Reg kFieldMethods[] = {
    {"__newindex", refuse_write}, {"__tostring", field_tostring}, {nullptr, nullptr},
};
constexpr luaL_Reg kProjectMethods[] = {
    {"__index", project_index}, {"__newindex", refuse_write}, {"__tostring", project_tostring}, {nullptr, nullptr},
};
// clang-format on

void make_type(lua_State* lua, const char* name, const luaL_Reg* methods) {
  luaL_newmetatable(lua, name);
  luaL_setfuncs(lua, methods, 0);
  lua_pushboolean(lua, 0);
  lua_setfield(lua, -2, "__metatable");
  lua_pop(lua, 1);
}

Node* node_of_table(lua_State* lua, int index, Arena& arena, int depth);

Node* node_of_any(lua_State* lua, int index, Arena& arena, int depth) {
  LuaState::of(lua).spend(1);
  if (const NodeProxy* proxy = to_node(lua, index)) return const_cast<Node*>(proxy->node);
  switch (lua_type(lua, index)) {
    case LUA_TNIL:
      return make_scalar(arena, "null");
    case LUA_TBOOLEAN:
      return make_scalar(arena, lua_toboolean(lua, index) ? "true" : "false");
    case LUA_TNUMBER: {
      lua_pushvalue(lua, index);
      Node* made = make_scalar(arena, arena.copy(lua_tostring(lua, -1)));
      lua_pop(lua, 1);
      return made;
    }
    case LUA_TSTRING: {
      size_t size = 0;
      const char* text = lua_tolstring(lua, index, &size);
      LuaState::of(lua).spend(size / 8);
      return make_scalar(arena, arena.copy({text, size}), NodeStyle::DoubleQuoted);
    }
    case LUA_TTABLE:
      return node_of_table(lua, index, arena, depth + 1);
    default:
      luaL_error(lua, "a %s is no data", luaL_typename(lua, index));
      return nullptr;
  }
}

Node* node_of_table(lua_State* lua, int index, Arena& arena, int depth) {
  if (depth > kMaxDepth) luaL_error(lua, "a table is nested too deeply, or holds itself");
  luaL_checkstack(lua, 20, nullptr);
  push_behind(lua, index);
  int table = lua_gettop(lua);
  auto count = static_cast<lua_Integer>(lua_rawlen(lua, table));
  Node* made = count > 0 ? make_sequence(arena) : make_mapping(arena);
  for (lua_Integer i = 1; i <= count; ++i) {
    lua_rawgeti(lua, table, i);
    append(arena, *made, node_of_any(lua, lua_gettop(lua), arena, depth));
    lua_settop(lua, table);
  }
  if (count == 0) {
    for (lua_pushnil(lua); lua_next(lua, table); lua_settop(lua, table + 1)) {
      Node* value = node_of_any(lua, table + 2, arena, depth);
      lua_pushvalue(lua, table + 1);
      size_t size = 0;
      const char* key = luaL_tolstring(lua, -1, &size);
      append(arena, *made, make_scalar(arena, arena.copy({key, size}), NodeStyle::DoubleQuoted),
             value);
    }
  }
  lua_settop(lua, table - 1);
  return made;
}

}  // namespace

void open_proxies(lua_State* lua) {
  make_type(lua, kNode, kNodeMethods);
  make_type(lua, kField, kFieldMethods);
  make_type(lua, kProject, kProjectMethods);
  lua_newtable(lua);
  LuaState::of(lua).proxies = luaL_ref(lua, LUA_REGISTRYINDEX);
}

void forget_proxies(lua_State* lua) {
  constexpr int kUsual = 8;
  lua_createtable(lua, 0, kUsual);
  lua_rawseti(lua, LUA_REGISTRYINDEX, LuaState::of(lua).proxies);
}

void push_node(lua_State* lua, const Node* node, const ObjectRef* object) {
  if (!node) return lua_pushnil(lua);
  if (node->is_scalar()) return push_scalar(lua, *node);
  lua_rawgeti(lua, LUA_REGISTRYINDEX, LuaState::of(lua).proxies);
  if (lua_rawgetp(lua, -1, node) == LUA_TUSERDATA) {
    lua_remove(lua, -2);
    return;
  }
  lua_pop(lua, 1);
  auto* proxy = static_cast<NodeProxy*>(lua_newuserdatauv(lua, sizeof(NodeProxy), 0));
  *proxy = {NodeProxy::kKind, node, object};
  luaL_setmetatable(lua, kNode);
  lua_pushvalue(lua, -1);
  lua_rawsetp(lua, -3, node);
  lua_remove(lua, -2);
}

void push_object(lua_State* lua, const ObjectRef& object) {
  push_node(lua, object.resource->root, &object);
}

void push_field(lua_State* lua, const Node* base, const ObjectRef* object, std::string_view path) {
  auto* field = static_cast<FieldProxy*>(lua_newuserdatauv(lua, sizeof(FieldProxy), 1));
  *field = {FieldProxy::kKind, base, object};
  luaL_setmetatable(lua, kField);
  lua_pushlstring(lua, path.data(), path.size());
  lua_setiuservalue(lua, -2, 1);
}

void push_project(lua_State* lua, const RenderedProject& project) {
  auto* proxy = static_cast<ProjectProxy*>(lua_newuserdatauv(lua, sizeof(ProjectProxy), 0));
  *proxy = {ProjectProxy::kKind, &project};
  luaL_setmetatable(lua, kProject);
}

const NodeProxy* to_node(lua_State* lua, int index) { return to_proxy<NodeProxy>(lua, index); }

const FieldProxy* to_field(lua_State* lua, int index) { return to_proxy<FieldProxy>(lua, index); }

std::string field_path_of(lua_State* lua, int index) {
  lua_getiuservalue(lua, index, 1);
  size_t size = 0;
  const char* text = lua_tolstring(lua, -1, &size);
  std::string path(text ? text : "", size);
  lua_pop(lua, 1);
  return path;
}

const ProjectProxy* to_project(lua_State* lua, int index) {
  return to_proxy<ProjectProxy>(lua, index);
}

const ObjectRef& check_object(lua_State* lua, int index) {
  const NodeProxy* proxy = to_node(lua, index);
  if (!proxy || !proxy->object) luaL_typeerror(lua, index, "object");
  return *proxy->object;
}

const Node* node_of_value(lua_State* lua, int index, Arena& arena) {
  if (lua_isnoneornil(lua, index)) return nullptr;
  return node_of_any(lua, lua_absindex(lua, index), arena, 0);
}

void push_plain(lua_State* lua, const Node* node, int depth) {
  if (!node) return lua_pushnil(lua);
  if (node->is_scalar()) return push_scalar(lua, *node);
  if (depth > kMaxDepth) luaL_error(lua, "data is nested too deeply");
  LuaState::of(lua).spend(node->size);
  luaL_checkstack(lua, 10, nullptr);
  lua_createtable(lua, node->is_sequence() ? static_cast<int>(node->size) : 0, 0);
  lua_Integer at = 0;
  for (const Node* item : node->elements()) {
    push_plain(lua, item, depth + 1);
    lua_rawseti(lua, -2, ++at);
  }
  for (const NodeEntry& entry : node->pairs()) {
    std::string_view key = entry.key->text();
    lua_pushlstring(lua, key.data(), key.size());
    push_plain(lua, entry.value, depth + 1);
    lua_rawset(lua, -3);
  }
}

}  // namespace drydock::validate::policy

#include "validate/label_selector.h"
#include "validate/object_references.h"
#include "validate/pod_template.h"
#include "validate/policy/context.h"
#include "validate/policy/context_arguments.h"
#include "validate/policy/image_name.h"

namespace drydock::validate::policy {
namespace {

const std::vector<WorkloadKind>& workload_kinds(lua_State* lua) {
  return PolicyState::of(lua).facts().index->fleet().settings().workload_kinds;
}

/// The pod template of argument 1: an object, or what is a template or a pod's spec already.
const Node* template_argument(lua_State* lua) {
  const ObjectRef& object = check_object(lua, 1);
  const NodeProxy& node = *to_node(lua, 1);
  if (node.node != object.resource->root) return node.node;
  return PolicyState::of(lua).pod_template_of(object);
}

int pod(lua_State* lua) {
  const Node* found = template_argument(lua);
  push_node(lua, found && found->is_mapping() ? found : nullptr, &check_object(lua, 1));
  return 1;
}

constexpr std::pair<std::string_view, std::string_view> kContainerLists[] = {
    {"init", "initContainers"}, {"container", "containers"}, {"ephemeral", "ephemeralContainers"}};

struct FoundContainer {
  const Node* node;
  std::string_view type;
  std::string_view list;
  size_t index;
};

std::vector<FoundContainer> containers_of(const Node* pod_template) {
  std::vector<FoundContainer> found;
  const Node* spec = pod_template ? pod_template->find("spec") : nullptr;
  if (!spec && pod_template && pod_template->find("containers")) spec = pod_template;
  if (!spec) return found;
  for (const auto& [type, list] : kContainerLists) {
    const Node* items = spec->find(list);
    for (size_t i = 0; items && i < items->elements().size(); ++i) {
      const Node* one = items->elements()[i];
      if (one->is_mapping()) found.push_back({one, type, list, i});
    }
  }
  return found;
}

/// Upvalues: list with pairs of values, the position.
int next_two(lua_State* lua) {
  lua_Integer position = lua_tointeger(lua, lua_upvalueindex(2));
  lua_pushinteger(lua, position + 2);
  lua_replace(lua, lua_upvalueindex(2));
  if (lua_rawgeti(lua, lua_upvalueindex(1), position + 1) == LUA_TNIL) return 1;
  lua_rawgeti(lua, lua_upvalueindex(1), position + 2);
  return 2;
}

int iterate_pairs(lua_State* lua) {  // the list is at the top
  lua_pushinteger(lua, 0);
  lua_pushcclosure(lua, &next_two, 2);
  return 1;
}

int containers(lua_State* lua) {
  const Node* from = template_argument(lua);
  const ObjectRef& object = check_object(lua, 1);
  std::string_view wanted = luaL_optstring(lua, 2, "");
  bool known = wanted.empty();
  for (const auto& row : kContainerLists) known = known || row.first == wanted;
  if (!known) return luaL_argerror(lua, 2, "it is \"container\", \"init\" or \"ephemeral\"");
  std::vector<FoundContainer> found = containers_of(from);
  lua_createtable(lua, static_cast<int>(2 * found.size()), 0);
  lua_Integer count = 0;
  for (const FoundContainer& one : found) {
    if (!wanted.empty() && one.type != wanted) continue;
    LuaState::of(lua).spend(10);
    push_node(lua, one.node, &object);
    lua_rawseti(lua, -2, ++count);
    push_string(lua, one.type);
    lua_rawseti(lua, -2, ++count);
  }
  return iterate_pairs(lua);
}

int images(lua_State* lua) {
  const Node* from = template_argument(lua);
  const ObjectRef& object = check_object(lua, 1);
  std::vector<FoundContainer> found = containers_of(from);
  lua_createtable(lua, static_cast<int>(2 * found.size()), 0);
  lua_Integer count = 0;
  for (const FoundContainer& one : found) {
    const Node* image = one.node->find("image");
    if (!image || !image->is_scalar() || image->text().empty()) continue;
    LuaState::of(lua).spend(30);
    push_image(lua, image->text());
    push_string(lua, one.node->text_of("name"));
    lua_setfield(lua, -2, "container");
    lua_rawseti(lua, -2, ++count);
    push_field(lua, one.node, &object, "image");
    lua_rawseti(lua, -2, ++count);
  }
  return iterate_pairs(lua);
}

int namespace_of(lua_State* lua) {
  push_string(lua, check_object(lua, 1).namespace_name);
  return 1;
}

int id(lua_State* lua) {
  push_string(lua, PolicyState::of(lua).facts().index->id_of(check_object(lua, 1)));
  return 1;
}

int references(lua_State* lua) {
  const ObjectRef& object = check_object(lua, 1);
  lua_newtable(lua);
  lua_Integer count = 0;
  for (const ObjectReference& one : object_references(*object.resource, workload_kinds(lua))) {
    LuaState::of(lua).spend(30);
    lua_createtable(lua, 0, 5);
    const std::pair<const char*, std::string_view> texts[] = {
        {"kind", one.kind},
        {"group", one.group},
        {"name", one.name},
        {"field", one.field},
        {"namespace", one.namespace_name.empty() ? object.namespace_name : one.namespace_name}};
    for (const auto& [key, text] : texts) {
      push_string(lua, text);
      lua_setfield(lua, -2, key);
    }
    lua_rawseti(lua, -2, ++count);
    push_field(lua, object.resource->root, &object, one.field);
    lua_rawseti(lua, -2, ++count);
  }
  return iterate_pairs(lua);
}

int selects(lua_State* lua) {
  NodeArgument selector = node_argument(lua, 1);
  NodeArgument labels = node_argument(lua, 2);
  LuaState::of(lua).spend(20);
  lua_pushboolean(lua, selector_matches(selector.node, labels.node));
  return 1;
}

int image(lua_State* lua) {
  std::string_view text = check_text(lua, 1);
  LuaState::of(lua).spend(20 + text.size());
  push_image(lua, text);
  return 1;
}

// clang-format off
constexpr ContextFunction kFunctions[] = {
    {"pod", "RES", pod, "the pod template of any kind of workload, with `metadata` and `spec` (of a Pod: itself); nil for others"},
    {"containers", "RES, TYPE", containers, "for C, TYPE in ctx.containers(res): init containers, containers and ephemeral containers of any kind of workload; TYPE is \"init\", \"container\" or \"ephemeral\""},
    {"images", "RES", images, "for IMAGE, FIELD in ctx.images(res): as ctx.image gives it, with `container`, and the field for deny"},
    {"image", "TEXT", image, "{name, registry, repository, tag, digest, text} of an image reference; registry and tag are nil where it names none"},
    {"namespace", "RES", namespace_of, "where the object goes: the namespace it names, else its project's; \"\" for cluster-scoped objects"},
    {"id", "RES", id, "\"Kind.group/namespace/name\""},
    {"references", "RES", references, "for REF, FIELD in ctx.references(res): {kind, group, namespace, name, field} of each object that this one needs"},
    {"selects", "SELECTOR, LABELS", selects, "whether a label selector (or a plain map, as Services have it) selects labels; an empty one selects all, nil none"},
    {nullptr, nullptr, nullptr, nullptr},
};
// clang-format on

}  // namespace

const ContextFunction* kubernetes_functions() { return kFunctions; }

}  // namespace drydock::validate::policy

#include "plan/inventory.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "core/error.h"
#include "core/json/parse.h"
#include "core/json/write.h"
#include "core/yaml/read.h"

namespace drydock::plan {
namespace {

[[noreturn]] void refuse(const std::string& why, const Node& at) {
  fail("inventory", why, at.where());
}

std::string text_of(const Node& entry, std::string_view key) {
  const Node* value = entry.find(key);
  if (!value) refuse(fmt::format("an object of the inventory has no `{}`", key), entry);
  if (!value->is_scalar() || value->text().empty()) {
    refuse(fmt::format("`{}` of an object of the inventory is no text", key), *value);
  }
  return std::string(value->text());
}

/// "Kind.group/namespace/name" or "Kind.group/name".
void split_resource(const Node& entry, Inventory::Entry& out) {
  std::string resource = text_of(entry, "resource");
  size_t first = resource.find('/');
  size_t last = resource.rfind('/');
  bool fits = first != resource.npos && first > 0 && last != first + 1 &&
              last + 1 < resource.size() && std::count(resource.begin(), resource.end(), '/') <= 2;
  if (!fits) {
    refuse(fmt::format("`{}` names no object; it should be Kind.group/namespace/name", resource),
           *entry.find("resource"));
  }
  std::string kind = resource.substr(0, first);
  size_t dot = kind.find('.');
  out.kind = kind.substr(0, dot);
  if (dot != kind.npos) out.group = kind.substr(dot + 1);
  if (last > first) out.namespace_name = resource.substr(first + 1, last - first - 1);
  out.name = resource.substr(last + 1);
}

void check_head(const SourceFile& file, const Node* root) {
  if (!root || !root->is_mapping()) {
    fail("inventory", fmt::format("{} is no inventory: it holds no JSON object", file.path),
         {&file});
  }
  const Node* version = root->find("version");
  if (!version) refuse("the inventory has no `version`; it is not one of drydock", *root);
  if (version->text() != "1") {
    refuse(fmt::format("this program reads inventories of version 1, not {}", version->text()),
           *version);
  }
  const Node* objects = root->find("objects");
  if (!objects || !objects->is_sequence()) {
    refuse("the inventory has no list of `objects`", objects ? *objects : *root);
  }
}

auto rank(const PlanObject& object, const std::string& resource) {
  return std::make_tuple(object.cluster, object.project, std::string_view(resource));
}

}  // namespace

Inventory read_inventory(const SourceFile& file) {
  Arena arena;
  // JSON by its own rules first: half a file is no YAML flow mapping that happens to end well.
  parse_json_file(file, arena);
  YamlDocuments documents = read_yaml(file, arena);
  if (!documents.go_error.empty()) throw Error(documents.problems.front());
  const Node* root = documents.roots.empty() ? nullptr : documents.roots.front();
  check_head(file, root);
  Inventory inventory;
  std::set<std::tuple<std::string, std::string, std::string>> seen;
  for (const Node* entry : root->find("objects")->elements()) {
    if (!entry->is_mapping()) refuse("an object of the inventory is no JSON object", *entry);
    Inventory::Entry& out = inventory.entries.emplace_back();
    split_resource(*entry, out);
    out.cluster = text_of(*entry, "cluster");
    out.project = text_of(*entry, "project");
    if (!seen.emplace(out.cluster, out.project, text_of(*entry, "resource")).second) {
      refuse(fmt::format("the inventory has {} of project `{}` twice", text_of(*entry, "resource"),
                         out.project),
             *entry);
    }
  }
  return inventory;
}

Side Inventory::side() const {
  Side side;
  std::set<std::string_view> projects;
  for (const Entry& entry : entries) {
    PlanObject& object = side.objects.emplace_back();
    object.gvk = {entry.group, "", entry.kind};
    object.namespace_name = entry.namespace_name;
    object.name = entry.name;
    object.project = entry.project;
    object.cluster = entry.cluster;
    projects.insert(entry.project);
  }
  side.projects.assign(projects.begin(), projects.end());
  return side;
}

std::string write_inventory(const Side& side) {
  std::vector<std::pair<std::string, const PlanObject*>> rows;
  for (const PlanObject& object : side.objects) {
    if (!object.name.empty()) rows.emplace_back(object.resource(), &object);
  }
  std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
    return rank(*a.second, a.first) < rank(*b.second, b.first);
  });
  auto same = [](const auto& a, const auto& b) {
    return rank(*a.second, a.first) == rank(*b.second, b.first);
  };
  rows.erase(std::unique(rows.begin(), rows.end(), same), rows.end());
  std::string out = "{\"version\": 1,\n \"objects\": [";
  for (size_t i = 0; i < rows.size(); ++i) {
    out += i == 0 ? "\n  {\"resource\": " : ",\n  {\"resource\": ";
    append_json_string(out, rows[i].first, false);
    out += ", \"cluster\": ";
    append_json_string(out, rows[i].second->cluster, false);
    out += ", \"project\": ";
    append_json_string(out, rows[i].second->project, false);
    out += '}';
  }
  return out + (rows.empty() ? "]}\n" : "\n ]}\n");
}

}  // namespace drydock::plan

#include "plan/inventory.h"

#include <algorithm>
#include <charconv>
#include <set>
#include <tuple>

#include "core/error.h"
#include "core/json/parse.h"
#include "core/json/write.h"
#include "core/yaml/read.h"
#include "plan/kind_facts.h"
#include "schemas/kubernetes.h"

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

/// The version that serves a built-in kind; empty for others.
std::string_view built_in_version(std::string_view group, std::string_view kind) {
  schemas::ApiKind found = schemas::kubernetes_api().find_preferred(group, kind, kRelease);
  return found ? found.gvk().version : "";
}

void read_api_version(const Node& entry, Inventory::Entry& out) {
  out.version = built_in_version(out.group, out.kind);
  if (!entry.find("apiVersion")) return;
  std::string text = text_of(entry, "apiVersion");
  Gvk gvk = make_gvk(text, out.kind);
  if (gvk.group != out.group || gvk.version.empty()) {
    refuse(fmt::format("`{}` is no version of the group of {}", text, text_of(entry, "resource")),
           *entry.find("apiVersion"));
  }
  out.version = gvk.version;
}

void read_marks(const Node& entry, Marks& out) {
  if (const Node* codes = entry.find("keep")) {
    if (!codes->is_sequence()) refuse("`keep` of an object of the inventory is no list", *codes);
    for (const Node* code : codes->elements()) {
      if (add_keeping(out, code->text())) continue;
      refuse(fmt::format("`{}` is nothing that keeps an object", code->text()), *code);
    }
  }
  const Node* wave = entry.find("syncWave");
  if (!wave) return;
  std::string_view text = wave->text();
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out.sync_wave);
  if (error != std::errc() || end != text.data() + text.size()) {
    refuse("`syncWave` of an object of the inventory is no whole number", *wave);
  }
}

/// What is known only of the manifest, and needed when it is gone.
void append_marks(std::string& out, const PlanObject& object) {
  Marks marks = marks_of(object);
  std::vector<std::string_view> keeping = marks.keeping();
  if (built_in_version(object.gvk.group, object.gvk.kind).empty() && !object.gvk.version.empty()) {
    out += ", \"apiVersion\": ";
    append_json_string(out,
                       fmt::format("{}{}{}", object.gvk.group, object.gvk.group.empty() ? "" : "/",
                                   object.gvk.version),
                       false);
  }
  if (!keeping.empty()) out += fmt::format(", \"keep\": [\"{}\"]", fmt::join(keeping, "\", \""));
  if (marks.sync_wave != 0) out += fmt::format(", \"syncWave\": {}", marks.sync_wave);
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
    read_api_version(*entry, out);
    read_marks(*entry, out.marks);
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
    object.gvk = {entry.group, entry.version, entry.kind};
    object.namespace_name = entry.namespace_name;
    object.name = entry.name;
    object.project = entry.project;
    object.cluster = entry.cluster;
    object.recorded = &entry.marks;
    projects.insert(entry.project);
  }
  side.projects.assign(projects.begin(), projects.end());
  return side;
}

std::string write_inventory(const Side& side) {
  std::vector<std::pair<std::string, const PlanObject*>> rows;
  for (const PlanObject& object : side.objects) {
    if (object.name.empty() || marks_of(object).hook == Hook::Never) continue;
    rows.emplace_back(object.resource(), &object);
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
    append_marks(out, *rows[i].second);
    out += '}';
  }
  return out + (rows.empty() ? "]}\n" : "\n ]}\n");
}

}  // namespace drydock::plan

#include "overlays/package_tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>

#include "core/error.h"
#include "core/regex.h"
#include "core/yaml/edit_text.h"
#include "core/yaml/read.h"
#include "overlays/path_text.h"

namespace drydock::overlays {
namespace {

constexpr std::string_view kLocal = "config.kubernetes.io/local-config";
constexpr int kMaxFolderDepth = 200;

/// One line of the drawing and what hangs below it.
struct Branch {
  std::string text;
  std::vector<std::unique_ptr<Branch>> children;

  Branch& add(std::string child) {
    children.push_back(std::make_unique<Branch>());
    children.back()->text = std::move(child);
    return *children.back();
  }
};

void draw(const Branch& branch, const std::string& indent, std::string& out) {
  for (const auto& child : branch.children) {
    bool last = child == branch.children.back();
    out += indent + (last ? "└── " : "├── ") + child->text + "\n";
    draw(*child, indent + (last ? "    " : "│   "), out);
  }
}

std::string_view metadata_of(const Node& object, std::string_view key) {
  const Node* metadata = object.find("metadata");
  return metadata ? metadata->text_of(key) : "";
}

std::string_view annotation_of(const Node& object, std::string_view key) {
  const Node* metadata = object.find("metadata");
  const Node* annotations = metadata ? metadata->find("annotations") : nullptr;
  return annotations ? annotations->text_of(key) : "";
}

std::string base_of(std::string_view path) {
  std::string clean = clean_path(path);
  return clean.substr(clean.rfind('/') + 1);
}

std::string folder_of(std::string_view path) {
  size_t slash = path.rfind('/');
  return slash == path.npos ? "." : std::string(path.substr(0, slash));
}

bool comes_before(const PackageObject& a, const PackageObject& b) {
  auto key = [](const PackageObject& object) {
    return std::tuple(base_of(object.path), metadata_of(*object.node, "namespace"),
                      metadata_of(*object.node, "name"), object.node->text_of("kind"),
                      object.node->text_of("apiVersion"));
  };
  return key(a) < key(b);
}

struct Match {
  std::string which;  // the item of a list
  const Node* node;
};

void find_matches(const Node& node, std::span<const std::string> path, const std::string& which,
                  std::vector<Match>& found) {
  if (path.empty()) {
    found.push_back({which, &node});
    return;
  }
  const std::string& step = path.front();
  if (!step.starts_with('[')) {
    const Node* child = node.find(step);
    if (child) find_matches(*child, path.subspan(1), which, found);
    return;
  }
  size_t equals = step.find('=');
  std::string key = step.substr(1, equals - 1);
  Regex regex(step.substr(equals + 1, step.size() - equals - 2));
  for (const Node* item : node.elements()) {
    std::string text(key.empty() ? item->text() : item->text_of(key));
    if (text.empty() || !regex.matches(text)) continue;
    find_matches(*item, path.subspan(1), which.empty() ? text : which + "/" + text, found);
  }
}

std::string shown(const Node& node) { return *write_yaml_inline(node, true, YamlFileStyle()); }

/// The original's order of well-known fields; others come behind, by name.
size_t rank_of(std::string_view name) {
  constexpr std::string_view kOrder[] = {"name", "replicas", "image", "command",
                                         "args", "ports",    "env",   "resources"};
  return static_cast<size_t>(std::ranges::find(kOrder, name) - std::begin(kOrder));
}

void add_fields(const Node& object, const TreeOptions& options, Branch& branch) {
  using Line = std::tuple<size_t, std::string, std::string>;  // rank, name, value
  std::map<std::string, std::map<std::string, std::vector<Line>>> lists;
  std::map<std::string, std::string> values;
  for (const TreeField& field : options.fields) {
    std::vector<Match> matches;
    find_matches(object, field.path, "", matches);
    if (matches.empty()) continue;
    if (field.sub_name.empty()) {
      values[field.name] = shown(*matches[0].node);
      continue;
    }
    for (const Match& match : matches) {
      lists[field.name][match.which].emplace_back(rank_of(field.sub_name), field.sub_name,
                                                  shown(*match.node));
    }
  }
  std::map<std::string, bool> names;  // all of them, sorted
  for (const auto& [name, value] : values) names[name] = true;
  for (const auto& [name, items] : lists) names[name] = true;
  for (const auto& [name, unused] : names) {
    auto list = lists.find(name);
    if (list == lists.end()) {
      branch.add(fmt::format("{}: {}", name, values[name]));
      continue;
    }
    Branch& below = branch.add(name);
    size_t number = 0;
    for (auto& [which, lines] : list->second) {
      Branch& item = below.add(std::to_string(number++));
      std::ranges::sort(lines);
      for (const auto& [rank, sub_name, value] : lines) {
        item.add(fmt::format("{}: {}", sub_name, value));
      }
    }
  }
}

Branch& add_object(const PackageObject& object, std::string_view label, const TreeOptions& options,
                   Branch& branch) {
  std::string_view space = metadata_of(*object.node, "namespace");
  Branch& added =
      branch.add(fmt::format("[{}]  {} {}{}{}", label, object.node->text_of("kind"), space,
                             space.empty() ? "" : "/", metadata_of(*object.node, "name")));
  add_fields(*object.node, options, added);
  return added;
}

void draw_folders(const std::vector<PackageObject>& objects, const TreeOptions& options,
                  Branch& root) {
  std::map<std::string, std::vector<const PackageObject*>> folders;
  for (const PackageObject& object : objects) {
    if (object.node->text_of("kind").empty()) continue;
    folders[folder_of(object.path)].push_back(&object);
  }
  std::map<std::string, Branch*> branches;
  for (const auto& [folder, members] : folders) {
    Branch* branch = &root;
    size_t longest = 0;
    for (const auto& [parent, candidate] : branches) {
      if (!folder.starts_with(parent) || parent.size() < longest) continue;
      branch = candidate;
      longest = parent.size();
    }
    if (folder != ".") branch = &branch->add(base_of(folder));
    branches[folder] = branch;
    for (const PackageObject* object : members) {
      add_object(*object, base_of(object->path), options, *branch);
    }
  }
}

std::string id_of(std::string_view kind, std::string_view space, std::string_view name) {
  return fmt::format("{} {}/{}", kind, space, name);
}

/// The first owner of an object; empty when it has none.
std::string owner_of(const Node& object) {
  const Node* metadata = object.find("metadata");
  const Node* owners = metadata ? metadata->find("ownerReferences") : nullptr;
  if (!owners || owners->elements().empty()) return "";
  const Node& owner = *owners->items[0];
  return id_of(owner.text_of("kind"), metadata->text_of("namespace"), owner.text_of("name"));
}

class OwnerDrawing {
 public:
  OwnerDrawing(const std::vector<PackageObject>& objects, const TreeOptions& options)
      : options_(options) {
    // Of objects with one identity the original shows the last one for each.
    for (const PackageObject& object : objects) known_[own_id(object)] = &object;
    for (const PackageObject& object : objects) {
      owned_[owner_of(*object.node)].push_back(known_[own_id(object)]);
    }
    for (auto& [owner, members] : owned_) {
      std::ranges::stable_sort(members, [](const PackageObject* a, const PackageObject* b) {
        return comes_before(*a, *b);
      });
    }
    for (const auto& [owner, members] : owned_) {
      if (owner.empty() || known_.contains(owner)) continue;
      fail("kustomization-edit",
           fmt::format("owner '{}' not found in input, but found as an owner of input objects",
                       owner));
    }
  }

  void draw(const std::string& owner, Branch& branch, int depth) {
    if (depth > kMaxFolderDepth) return;
    auto members = owned_.find(owner);
    if (members == owned_.end()) return;
    for (const PackageObject* object : members->second) {
      draw(own_id(*object), add_object(*object, "Resource", options_, branch), depth + 1);
    }
  }

 private:
  static std::string own_id(const PackageObject& object) {
    return id_of(object.node->text_of("kind"), metadata_of(*object.node, "namespace"),
                 metadata_of(*object.node, "name"));
  }

  const TreeOptions& options_;
  std::map<std::string, std::vector<const PackageObject*>> owned_;
  std::map<std::string, const PackageObject*> known_;
};

void read_folder(const EditFiles& files, const std::string& folder, const std::string& prefix,
                 int depth, Sources& sources, Arena& arena, std::vector<PackageObject>& objects) {
  if (depth > kMaxFolderDepth) return;
  for (const std::string& name : files.list(folder)) {
    std::string path = folder + "/" + name;
    if (files.is_real_folder(path)) {
      read_folder(files, path, prefix + name + "/", depth + 1, sources, arena, objects);
    } else if (name.ends_with(".yaml") || name.ends_with(".yml")) {
      std::optional<std::string> text = files.read(path);
      if (!text) fail("file-unreadable", fmt::format("cannot read {}", path));
      read_package_text(sources.add(path, *std::move(text)), prefix + name, arena, objects);
    }
  }
}

}  // namespace

TreeField parse_tree_field(std::string_view text) {
  TreeField field;
  std::string step;
  int depth = 0;
  auto finish = [&] {
    if (!step.empty()) field.path.push_back(std::move(step));
    step.clear();
  };
  for (char c : text) {
    if (c == '[') {
      if (depth++ == 0) finish();
    }
    if (c == '.' && depth == 0) {
      finish();
      continue;
    }
    step += c;
    if (c == ']' && --depth == 0) finish();
  }
  finish();
  for (const std::string& part : field.path) {
    bool filter = part.starts_with('[');
    if (filter && (!part.ends_with(']') || part.find('=') == part.npos)) {
      fail("usage", fmt::format("`{}` is no path of a field", text));
    }
    field.name += field.name.empty() ? part : "." + part;
  }
  constexpr std::string_view kContainers[] = {"spec.template.spec.containers",
                                              "spec.jobTemplate.spec.template.spec.containers",
                                              "spec.containers"};
  for (std::string_view containers : kContainers) {
    if (!field.name.starts_with(containers)) continue;
    field.name = containers;
    field.sub_name = field.path.back();
    break;
  }
  return field;
}

std::vector<TreeField> container_fields(std::string_view field) {
  std::vector<TreeField> fields;
  for (std::string_view above : {"", "template.spec.", "jobTemplate.spec.template.spec."}) {
    fields.push_back(parse_tree_field(fmt::format("spec.{}containers[name=.*].{}", above, field)));
  }
  return fields;
}

void read_package_text(const SourceFile& file, std::string path, Arena& arena,
                       std::vector<PackageObject>& objects) {
  YamlReadOptions options;
  options.dialect = YamlDialect::Kustomize;
  YamlDocuments documents = read_yaml(file, arena, options);
  for (Diagnostic& problem : documents.problems) {
    if (problem.severity == Severity::Error) throw Error(std::move(problem));
  }
  for (const Node* root : documents.roots) {
    if (root && root->is_mapping()) objects.push_back({root, path});
  }
}

std::vector<PackageObject> read_package(const EditFiles& files, const std::string& folder,
                                        Sources& sources, Arena& arena) {
  std::vector<PackageObject> objects;
  if (files.is_folder(folder)) {
    read_folder(files, folder, "", 0, sources, arena, objects);
    return objects;
  }
  std::optional<std::string> text = files.read(folder);
  if (!text) fail("file-missing", fmt::format("there is no file or folder {}", folder));
  read_package_text(sources.add(folder, *std::move(text)), base_of(folder), arena, objects);
  return objects;
}

std::string draw_package(std::vector<PackageObject> objects, const TreeOptions& options) {
  std::erase_if(objects, [&](const PackageObject& object) {
    std::string_view mark = annotation_of(*object.node, kLocal);
    bool local = !mark.empty() && mark != "false";
    return local ? !options.include_local : options.exclude_other;
  });
  if (objects.empty()) return "";
  bool owners = options.structure == TreeStructure::Owners ||
                (options.structure == TreeStructure::Guess &&
                 std::ranges::any_of(objects, [](const PackageObject& object) {
                   const Node* metadata = object.node->find("metadata");
                   return metadata && metadata->find("ownerReferences");
                 }));
  Branch root;
  root.text = owners ? "." : options.root;
  if (owners) {
    OwnerDrawing(objects, options).draw("", root, 0);
  } else {
    std::ranges::stable_sort(objects, comes_before);
    draw_folders(objects, options, root);
  }
  std::string out = root.text + "\n";
  draw(root, "", out);
  return out;
}

}  // namespace drydock::overlays

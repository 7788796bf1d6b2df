#include "overlays/edit/edit_images.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "core/go_number.h"
#include "overlays/edit/fields.h"
#include "overlays/edit/kustomization_file.h"

namespace drydock::overlays {
namespace {

struct ImageParts {
  std::string name;
  std::string new_name;
  std::string tag;
  std::string digest;
};

/// "host:5000/name:tag@digest", taken apart. A colon before the first slash is part of the name.
ImageParts split_image(const std::string& text) {
  size_t slash = text.find('/');
  size_t from = slash == text.npos ? 0 : slash;
  size_t at = text.find('@', from);
  size_t colon = text.find(':', from);
  if (at != text.npos && at < colon) return {text.substr(0, at), "", "", text.substr(at + 1)};
  if (colon == text.npos) return {text, "", "", ""};
  ImageParts parts{text.substr(0, colon), "", text.substr(colon + 1), ""};
  if (at == text.npos) return parts;
  parts.tag = text.substr(colon + 1, at - colon - 1);
  parts.digest = text.substr(at + 1);
  return parts;
}

ImageParts parse_image(const std::string& arg) {
  size_t equals = arg.find('=');
  ImageParts parts = split_image(equals == arg.npos ? arg : arg.substr(equals + 1));
  if (parts.name == arg) {
    fail_edit(
        "invalid format of image, use one of the following options:\n"
        "- <image>=<newimage>:<newtag>\n"
        "- <image>=<newimage>@<digest>\n"
        "- <image>=<newimage>:<newtag>@<digest>\n"
        "- <image>=<newimage>\n"
        "- <image>:<newtag>\n"
        "- <image>:<newtag>@<digest>\n"
        "- <image>@<digest>");
  }
  if (equals != arg.npos && equals > 0) {
    parts.new_name = parts.name;
    parts.name = arg.substr(0, equals);
  }
  return parts;
}

void set_part(Arena& arena, Node& image, std::string_view field, const std::string& value) {
  if (value != "*") set_text(arena, image, field, value);
}

void change_image(Arena& arena, Node& image, const ImageParts& parts) {
  set_part(arena, image, "newName", parts.new_name);
  set_part(arena, image, "newTag", parts.tag);
  set_part(arena, image, "digest", parts.digest);
  erase_field(arena, image, "tagSuffix");
}

Node* new_image(Arena& arena, const ImageParts& parts) {
  Node* image = make_mapping(arena);
  if (!parts.name.empty()) set_text(arena, *image, "name", parts.name);
  change_image(arena, *image, parts);
  return image;
}

/// Changes the entries of a list that `changes` has names of, drops all but the first of each name,
/// and adds the rest: by name where the list is in that order, else at the end.
void merge_by_name(Arena& arena, Node& root, std::string_view list, std::set<std::string> names,
                   const std::function<void(Node&, const std::string&)>& change,
                   const std::function<Node*(const std::string&)>& make) {
  std::vector<Node*> items;
  std::set<std::string> seen;
  for (Node* item : items_of(root, list)) {
    std::string name(text_field(*item, "name"));
    if (!seen.insert(name).second) continue;
    if (names.erase(name) > 0) change(*item, name);
    items.push_back(item);
  }
  auto by_name = [](const Node* item) { return text_field(*item, "name"); };
  bool sorted = std::ranges::is_sorted(items, {}, by_name);
  for (const std::string& name : names) {
    Node* item = make(name);
    auto at = sorted ? std::ranges::upper_bound(items, by_name(item), {}, by_name) : items.end();
    items.insert(at, item);
  }
  set_items(arena, root, list, items);
}

}  // namespace

void set_images(EditRun& run, EditArgs args) {
  if (args.empty()) fail_edit("no image specified");
  std::map<std::string, ImageParts> images;
  std::set<std::string> names;
  for (const std::string& arg : args) {
    ImageParts parts = parse_image(arg);
    names.insert(parts.name);
    images[parts.name] = parts;
  }
  KustomizationFile file(run.files, run.sources);
  Arena& arena = file.arena();
  merge_by_name(
      arena, file.root(), "images", names,
      [&](Node& image, const std::string& name) { change_image(arena, image, images[name]); },
      [&](const std::string& name) { return new_image(arena, images[name]); });
  file.save();
}

void set_replicas(EditRun& run, EditArgs args) {
  if (args.empty()) fail_edit("no replicas specified");
  std::map<std::string, std::string> counts;
  std::set<std::string> names;
  for (const std::string& arg : args) {
    size_t equals = arg.find('=');
    std::string count = equals == arg.npos ? "" : arg.substr(equals + 1);
    GoParsed<int64_t> parsed = parse_go_int(count, 10, 64);
    if (!parsed.ok()) {
      fail_edit("invalid format of replica, use the following format: <name>=<count>");
    }
    counts[arg.substr(0, equals)] = std::to_string(parsed.value);
    names.insert(arg.substr(0, equals));
  }
  KustomizationFile file(run.files, run.sources);
  Arena& arena = file.arena();
  auto set_count = [&](Node& replica, const std::string& name) {
    set_field(arena, replica, "count", make_scalar(arena, counts[name]));
  };
  auto make = [&](const std::string& name) {
    Node* replica = make_mapping(arena);
    if (!name.empty()) set_text(arena, *replica, "name", name);
    set_count(*replica, name);
    return replica;
  };
  merge_by_name(arena, file.root(), "replicas", names, set_count, make);
  file.save();
}

}  // namespace drydock::overlays

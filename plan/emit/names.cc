#include "plan/emit/names.h"

#include <algorithm>
#include <map>

#include "core/hash.h"
#include "core/kinds.h"

namespace drydock::plan {
namespace {

// Longer parts are cut: file systems take 255 bytes, labels 63.
constexpr size_t kLongestWord = 120;
constexpr size_t kLongestObjectName = 45;

bool is_plain(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

std::string short_hash(std::string_view text) {
  return fmt::format("{:08x}", static_cast<uint32_t>(hash64(text)));
}

/// The name, or what was left of a word with a hash of the word behind it.
std::string finish(std::string name, std::string_view word, size_t longest, bool changed) {
  if (!changed && name.size() <= longest) return name;
  name.resize(std::min(name.size(), longest - 9));
  return fmt::format("{}-{}", name, short_hash(word));
}

}  // namespace

std::string path_word(std::string_view word) {
  std::string name;
  bool changed = word.empty();
  for (char c : word) {
    bool stays = is_plain(c) || c == '-' || (c == '.' && !name.empty());
    name += stays ? c : c == '/' ? '_' : is_plain(lower(c)) ? lower(c) : '-';
    changed |= !stays && c != '/';
  }
  if (name.starts_with('-')) name[0] = 'x', changed = true;
  return finish(std::move(name), word, kLongestWord, changed);
}

std::string object_name(std::string_view word) {
  std::string name;
  bool changed = false;
  for (char c : word) {
    bool after_plain = !name.empty() && is_plain(name.back());
    if (is_plain(c) || (after_plain && c == '-')) {
      name += c;
    } else if (after_plain && c == '/') {
      name += '.';
    } else {
      changed = true;
      if (is_plain(lower(c))) name += lower(c);
      if (after_plain && !is_plain(lower(c))) name += '-';
    }
  }
  while (!name.empty() && !is_plain(name.back())) name.pop_back(), changed = true;
  if (name.empty()) name = "x", changed = true;
  return finish(std::move(name), word, kLongestObjectName, changed);
}

std::string identifier_of(const PlanObject& object) {
  bool changed = false;
  std::string out;
  auto add = [&](std::string_view part, bool is_group) {
    for (char c : part) {
      bool stays = is_plain(c) || c == '-';
      out += stays ? c : is_plain(lower(c)) ? lower(c) : '-';
      changed |= !stays && !(is_group && c == '.');
    }
  };
  for (char c : object.gvk.kind) out += is_plain(lower(c)) ? lower(c) : '-';
  std::string_view group = current_group(object.gvk.group, object.gvk.kind);
  if (!group.empty()) out += '-', add(group, true);
  for (std::string_view part : {object.namespace_name, object.name}) {
    if (!part.empty()) out += '_', add(part, false);
  }
  if (!is_plain(out[0]) || (out[0] >= '0' && out[0] <= '9')) out.insert(0, "x-");
  return finish(std::move(out), object.resource(), kLongestWord, changed);
}

std::string place_of(const PlanObject& object) {
  return object.namespace_name.empty() ? "_cluster" : path_word(object.namespace_name);
}

std::vector<std::string> file_paths(std::span<const FiledObject> objects) {
  std::vector<std::string> paths;
  std::map<std::string, size_t> count;
  for (const FiledObject& one : objects) {
    std::string kind(one.object->gvk.kind);
    std::transform(kind.begin(), kind.end(), kind.begin(), lower);
    paths.push_back(
        fmt::format("{}/{}-{}", one.folder, path_word(kind), path_word(one.object->name)));
    ++count[paths.back()];
  }
  for (size_t i = 0; i < objects.size(); ++i) {
    const PlanObject& object = *objects[i].object;
    if (count[paths[i]] > 1) {
      std::string_view group = object.gvk.group.empty() ? "core" : object.gvk.group;
      std::string_view stem = std::string_view(paths[i]).substr(objects[i].folder.size() + 1);
      paths[i] = fmt::format("{}/{}-{}-{}", objects[i].folder, path_word(group), stem,
                             short_hash(object.resource_as_written()));
    }
    paths[i] += ".yaml";
  }
  return paths;
}

}  // namespace drydock::plan

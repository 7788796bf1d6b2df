#include "projects/input_ids.h"

#include <fmt/format.h>

#include "core/error.h"
#include "core/git/index_ids.h"

namespace drydock::projects {
namespace {

constexpr int kDeepest = 64;  // of folders that a project depends on as a whole

void add_line(std::string& all, std::string_view what, std::string_view path, std::string_view id) {
  for (std::string_view part : {what, path, id}) {
    all += part;
    all += '\n';
  }
}

}  // namespace

template <class Find>
std::string InputIds::once(Known& known, const std::string& path, Find find) {
  {
    std::lock_guard lock(mutex_);
    auto id = known.find(path);
    if (id != known.end()) return id->second;
  }
  std::string id = find();
  std::lock_guard lock(mutex_);
  return known.try_emplace(path, std::move(id)).first->second;
}

/// Ids that a tree knows are of what stands at the path itself, so not of what links lead to.
std::string InputIds::of_file(const std::string& path) {
  return once(of_files_, path, [&] {
    const Tree& tree = files_.whole_tree();
    std::string id;
    if (tree.resolve(path) == path) id = tree.content_id(path);
    return id.empty() ? blob_id(files_.read(path).text) : id;
  });
}

std::string InputIds::of_list(const std::string& folder) {
  return once(of_lists_, folder, [&] {
    std::string all;
    for (const TreeEntry& entry : files_.list(folder)) {
      all += fmt::format("{} {}\n", static_cast<int>(entry.kind), entry.name);
    }
    return blob_id(all);
  });
}

std::string InputIds::of_entries(const std::string& folder, int depth) {
  if (depth > kDeepest) fail("file-unreadable", "folders are nested too deep");
  return once(of_folders_, folder, [&] {
    std::string all;
    for (const TreeEntry& entry : files_.list(folder)) {
      std::string path = folder.empty() ? entry.name : folder + "/" + entry.name;
      if (entry.kind == EntryKind::Other) fail("file-unreadable", "it is no regular file");
      // A link counts by its own text: what it leads to is below, or noted by itself.
      std::string id = entry.kind == EntryKind::Folder ? of_entries(path, depth + 1)
                       : entry.kind == EntryKind::Symlink
                           ? files_.whole_tree().item(path).value().content
                           : of_file(path);
      add_line(all, fmt::format("{}", static_cast<int>(entry.kind)), path, id);
    }
    return blob_id(all);
  });
}

std::string InputIds::of_all(const std::string& path) {
  bool is_folder = files_.whole_tree().kind(path) == EntryKind::Folder;
  return is_folder ? of_entries(path, 0) : of_file(path);
}

std::string InputIds::of(const InputLog& inputs) {
  std::string all;
  for (const std::string& path : inputs.files()) add_line(all, "file", path, of_file(path));
  for (const std::string& path : inputs.missing()) {
    add_line(all, "missing", path, files_.whole_tree().kind(path) ? "no" : "yes");
  }
  for (const std::string& folder : inputs.lists()) add_line(all, "list", folder, of_list(folder));
  for (const std::string& folder : inputs.all()) {
    add_line(all, "all", folder, of_entries(folder, 0));
  }
  return blob_id(all);
}

void pack_inputs(PackWriter& out, const InputLog& inputs) {
  for (const auto* paths : {&inputs.files(), &inputs.missing(), &inputs.lists(), &inputs.all()}) {
    out.number(paths->size());
    for (const std::string& path : *paths) out.text(path);
  }
}

InputLog unpack_inputs(PackReader& in) {
  InputLog inputs;
  for (auto add :
       {&InputLog::add_file, &InputLog::add_missing, &InputLog::add_list, &InputLog::add_all}) {
    for (size_t count = in.count(); count > 0; --count) (inputs.*add)(in.text());
  }
  return inputs;
}

}  // namespace drydock::projects

#include "projects/render_cache.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <vector>

#include "core/error.h"
#include "core/git/index_ids.h"
#include "core/hash.h"
#include "core/rendered_pack.h"
#include "projects/input_ids.h"
#include "projects/packed_file.h"
#include "projects/render_project.h"

namespace drydock::projects {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kWhat = "project";
constexpr std::string_view kSuffix = ".project";
constexpr int kMaxDepth = 64;  // of folders that a project depends on as a whole

std::string hex(std::string_view bytes) {
  std::string text;
  for (unsigned char byte : bytes) text += fmt::format("{:02x}", byte);
  return text;
}

}  // namespace

RenderCache::RenderCache(std::string folder, const SourceCache& files, std::string_view settings)
    : folder_(std::move(folder)), tree_(files.whole_tree()), settings_id_(hex(blob_id(settings))) {
  std::error_code error;
  fs::create_directories(folder_, error);
  if (!fs::is_directory(folder_, error)) fail("", fmt::format("cannot create {}", folder_));
}

/// Everything but the inputs that what is rendered depends on.
std::string RenderCache::key_of(const Project& project) const {
  return fmt::format("{}\n{}\n{}", settings_id_, project.name, render_key(project));
}

std::string RenderCache::path_of(const std::string& key) const {
  std::string name = hex(blob_id(key));
  return fmt::format("{}/{}/{}{}", folder_, name.substr(0, 2), name.substr(2), kSuffix);
}

std::optional<std::string> RenderCache::known(const std::string& what) {
  std::lock_guard lock(mutex_);
  auto id = ids_.find(what);
  return id == ids_.end() ? std::nullopt : std::optional<std::string>(id->second);
}

const std::string& RenderCache::remember(const std::string& what, std::string id) {
  std::lock_guard lock(mutex_);
  return ids_.try_emplace(what, std::move(id)).first->second;
}

/// Throws Error for what is no readable file.
std::string RenderCache::id_of_file(SourceCache& files, const std::string& path) {
  std::string what = "file " + path;
  if (std::optional<std::string> id = known(what)) return *id;
  return remember(what, blob_id(files.read(path).text));
}

/// Of all that is below a folder. Throws Error when something there cannot be read.
std::string RenderCache::id_of_all(SourceCache& files, const std::string& folder, int depth) {
  std::string what = "all " + folder;
  if (std::optional<std::string> id = known(what)) return *id;
  if (depth > kMaxDepth) fail("file-unreadable", "folders are nested too deep");
  std::string all;
  for (const TreeEntry& entry : files.list(folder)) {
    std::string path = folder.empty() ? entry.name : folder + "/" + entry.name;
    if (entry.kind == EntryKind::Other) fail("file-unreadable", "it is no regular file");
    // A link counts by its own text: what it leads to is below, or noted by itself.
    std::string id = entry.kind == EntryKind::Folder    ? id_of_all(files, path, depth + 1)
                     : entry.kind == EntryKind::Symlink ? tree_.item(path).value().content
                                                        : id_of_file(files, path);
    all += fmt::format("{} {}\n{}\n", static_cast<int>(entry.kind), path, hex(id));
  }
  return remember(what, blob_id(all));
}

/// One id for the state of all inputs. Throws Error when one cannot be read, which no cache keeps.
std::string RenderCache::ids_of(SourceCache& files, const InputLog& inputs) {
  std::string all;
  for (const std::string& path : inputs.files()) {
    all += fmt::format("file {}\n{}\n", path, hex(id_of_file(files, path)));
  }
  for (const std::string& path : inputs.missing()) {
    all += fmt::format("missing {}\n{}\n", path, !tree_.kind(path));
  }
  for (const std::string& folder : inputs.lists()) {
    all += fmt::format("list {}\n", folder);
    for (const TreeEntry& entry : files.list(folder)) {
      all += fmt::format("{} {}\n", static_cast<int>(entry.kind), entry.name);
    }
  }
  for (const std::string& folder : inputs.all()) {
    all += fmt::format("all {}\n{}\n", folder, hex(id_of_all(files, folder, 0)));
  }
  return blob_id(all);
}

std::optional<RenderedProject> RenderCache::find(SourceCache& files, const Project& project) {
  if (&files.whole_tree() != &tree_) return std::nullopt;
  std::string key = key_of(project);
  std::string path = path_of(key);
  std::optional<std::string> text = read_sealed(kWhat, path);
  if (!text) return std::nullopt;
  try {
    PackReader in(*text, path);
    if (in.text() != key) return std::nullopt;
    InputLog inputs = unpack_inputs(in);
    if (in.text() != ids_of(files, inputs)) return std::nullopt;
    std::vector<UnpackedProject> projects =
        unpack_projects(in.text(), path, files.sources(),
                        [&](const std::string& source, uint64_t hash) -> const SourceFile& {
                          // Where a definition stands is no input, but positions point there.
                          const SourceFile& file = files.read(source);
                          if (hash64(file.text) != hash) fail("index-invalid", "it has changed");
                          return file;
                        });
    if (projects.size() != 1) return std::nullopt;
    RenderedProject rendered = std::move(projects[0].rendered);
    rendered.project = &project;
    rendered.inputs = std::move(inputs);
    utimensat(AT_FDCWD, path.c_str(), nullptr, 0);  // used now: see `trim`
    return rendered;
  } catch (const Error&) {
    return std::nullopt;
  }
}

void RenderCache::keep(SourceCache& files, const RenderedProject& rendered) {
  if (&files.whole_tree() != &tree_) return;
  try {
    PackWriter out;
    std::string key = key_of(*rendered.project);
    out.text(key);
    pack_inputs(out, rendered.inputs);
    out.text(ids_of(files, rendered.inputs));
    RenderedPacker packer([&](const SourceFile& file) { return files.find(file.path) == &file; });
    packer.add(rendered);
    if (packer.withholds()) return;
    out.text(packer.bytes());
    write_whole(path_of(key), seal_file(kWhat, out.bytes()));
  } catch (const Error&) {
    // An input that cannot be read may be readable the next time.
  }
}

void RenderCache::trim(uint64_t max_bytes) const {
  struct Entry {
    fs::file_time_type used;
    uint64_t size;
    fs::path path;
  };
  std::vector<Entry> entries;
  uint64_t total = 0;
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder_, error), end; !error && at != end;
       at.increment(error)) {
    std::error_code gone;
    if (!at->is_regular_file(gone)) continue;
    entries.push_back({at->last_write_time(gone), at->file_size(gone), at->path()});
    if (gone) {
      entries.pop_back();
      continue;
    }
    total += entries.back().size;
  }
  if (total <= max_bytes) return;
  std::sort(entries.begin(), entries.end(),
            [](const Entry& a, const Entry& b) { return a.used < b.used; });
  for (const Entry& entry : entries) {
    if (total <= max_bytes) break;
    if (fs::remove(entry.path, error)) total -= entry.size;
  }
}

}  // namespace drydock::projects

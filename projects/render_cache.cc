#include "projects/render_cache.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <vector>

#include "core/error.h"
#include "core/git/index_ids.h"
#include "core/git/objects.h"
#include "core/hash.h"
#include "core/rendered_pack.h"
#include "projects/packed_file.h"
#include "projects/render_project.h"

namespace drydock::projects {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kWhat = "project";
constexpr std::string_view kSuffix = ".project";

}  // namespace

RenderCache::RenderCache(std::string folder, SourceCache& files, std::string_view settings)
    : folder_(std::move(folder)),
      tree_(files.whole_tree()),
      settings_id_(hex_of_bytes(blob_id(settings))),
      ids_(files) {
  std::error_code error;
  fs::create_directories(folder_, error);
  if (!fs::is_directory(folder_, error)) fail("", fmt::format("cannot create {}", folder_));
}

/// Everything but the inputs that what is rendered depends on.
std::string RenderCache::key_of(const Project& project) const {
  return fmt::format("{}\n{}\n{}", settings_id_, project.name, render_key(project));
}

std::string RenderCache::path_of(const std::string& key) const {
  std::string name = hex_of_bytes(blob_id(key));
  return fmt::format("{}/{}/{}{}", folder_, name.substr(0, 2), name.substr(2), kSuffix);
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
    if (in.text() != ids_.of(inputs)) return std::nullopt;
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
    out.text(ids_.of(rendered.inputs));
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

#include "projects/project_notes.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/error.h"
#include "core/git/index_ids.h"
#include "core/git/objects.h"
#include "core/pack.h"
#include "projects/packed_file.h"
#include "projects/render_project.h"

namespace drydock::projects {
namespace {

constexpr std::string_view kNote = "note";
constexpr std::string_view kNoteSuffix = ".note";

void pack_inputs_of(PackWriter& out, const InputLog& inputs) {
  for (const auto* paths : {&inputs.files(), &inputs.missing(), &inputs.lists(), &inputs.all()}) {
    out.number(paths->size());
    for (const std::string& path : *paths) out.text(path);
  }
}

InputLog unpack_inputs_of(PackReader& in) {
  InputLog inputs;
  for (auto add : {&InputLog::add_file, &InputLog::add_missing, &InputLog::add_list,
                   &InputLog::add_all}) {
    for (size_t count = in.count(); count > 0; --count) (inputs.*add)(in.text());
  }
  return inputs;
}

/// Whole or not at all, whoever else writes the same.
void write_note(const std::string& path, const std::string& bytes) {
  namespace fs = std::filesystem;
  std::error_code error;
  fs::create_directories(fs::path(path).parent_path(), error);
  std::string temporary = fmt::format("{}.{}.tmp", path, gettid());  // of no other process either
  bool written = (std::ofstream(temporary, std::ios::binary) << bytes).flush().good();
  if (written) fs::rename(temporary, path, error);
  if (!written || error) fs::remove(temporary, error);
}

}  // namespace

ProjectNotes::ProjectNotes(std::string folder, SourceCache& files, std::string_view settings)
    : folder_(std::move(folder)), settings_id_(hex_of_bytes(blob_id(settings))), ids_(files) {}

std::string ProjectNotes::key_of(const Project& project) const {
  return fmt::format("{}\n{}\n{}", settings_id_, project.name, render_key(project));
}

std::string ProjectNotes::path_of(const std::string& key) const {
  std::string name = hex_of_bytes(blob_id(key));
  return fmt::format("{}/{}/{}{}", folder_, name.substr(0, 2), name.substr(2), kNoteSuffix);
}

std::optional<std::string> ProjectNotes::find(const Project& project) {
  std::string key = key_of(project);
  std::string path = path_of(key);
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::ostringstream bytes;
  bytes << file.rdbuf();
  try {
    std::string text = unseal_file(kNote, bytes.view(), path);
    PackReader in(text, path);
    if (in.text() != key) return std::nullopt;
    InputLog inputs = unpack_inputs_of(in);
    if (in.text() != ids_.of(inputs)) return std::nullopt;
    std::string note(in.text());
    if (!in.at_end()) return std::nullopt;
    utimensat(AT_FDCWD, path.c_str(), nullptr, 0);  // used now: see RenderCache::trim
    return note;
  } catch (const Error&) {
    return std::nullopt;
  }
}

void ProjectNotes::keep(const RenderedProject& rendered, std::string_view text) {
  try {
    PackWriter out;
    std::string key = key_of(*rendered.project);
    out.text(key);
    pack_inputs_of(out, rendered.inputs);
    out.text(ids_.of(rendered.inputs));
    out.text(text);
    write_note(path_of(key), seal_file(kNote, out.bytes()));
  } catch (const Error&) {
    // An input that cannot be read may be readable the next time.
  }
}

}  // namespace drydock::projects

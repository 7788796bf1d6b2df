#include "projects/project_notes.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

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
  std::optional<std::string> text = read_sealed(kNote, path);
  if (!text) return std::nullopt;
  try {
    PackReader in(*text, path);
    if (in.text() != key) return std::nullopt;
    InputLog inputs = unpack_inputs(in);
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
    pack_inputs(out, rendered.inputs);
    out.text(ids_.of(rendered.inputs));
    out.text(text);
    write_whole(path_of(key), seal_file(kNote, out.bytes()));
  } catch (const Error&) {
    // An input that cannot be read may be readable the next time.
  }
}

}  // namespace drydock::projects

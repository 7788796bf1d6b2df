#include "cli/emit_plan.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <set>

#include "cli/output_folder.h"
#include "core/error.h"
#include "core/excerpt.h"
#include "plan/emit/manifest.h"

namespace drydock::cli {
namespace {

namespace fs = std::filesystem;

/// What the listing of the folder remembers of a file.
std::string remembered(std::string_view cluster, std::string_view project) {
  return printable(fmt::format("{}/{}", cluster, project));
}

/// The address of `origin`, without what a pipeline has put in front of the host; empty when there
/// is none.
std::string origin_of(const std::string& root) {
  std::ifstream in(fs::path(root) / ".git" / "config");
  std::string url;
  bool in_origin = false;
  for (std::string line; std::getline(in, line);) {
    size_t start = std::min(line.find_first_not_of(" \t"), line.size());
    std::string_view rest = std::string_view(line).substr(start);
    if (rest.starts_with('[')) in_origin = rest.starts_with("[remote \"origin\"]");
    size_t equals = rest.find('=');
    if (!in_origin || !rest.starts_with("url") || equals == rest.npos) continue;
    rest.remove_prefix(equals + 1);
    while (rest.starts_with(' ')) rest.remove_prefix(1);
    while (rest.ends_with(' ') || rest.ends_with('\r')) rest.remove_suffix(1);
    url = rest;
  }
  size_t scheme = url.find("://");
  if (scheme == url.npos || !url.starts_with("http")) return url;
  size_t at = url.find('@', scheme + 3), slash = url.find('/', scheme + 3);
  if (at != url.npos && (slash == url.npos || at < slash)) {
    url.erase(scheme + 3, at - scheme - 2);
  }
  return url;
}

/// Where the folder is in the repository; its name when it is outside.
std::string path_in_repository(const std::string& folder, const std::string& root) {
  std::error_code error;
  fs::path place = fs::weakly_canonical(folder, error);
  std::string relative = place.lexically_relative(fs::weakly_canonical(root, error)).string();
  if (relative == ".") return "";
  if (!relative.empty() && !relative.starts_with("..")) return relative;
  return place.filename().string();
}

plan::EmitOptions options_of(Session& session, const EmitFlags& emit, const std::string& folder) {
  plan::EmitOptions options = emit.options;
  std::string root = find_root(session.flags.directory);
  if (options.repository_path.empty()) options.repository_path = path_in_repository(folder, root);
  while (options.repository_path.ends_with('/')) options.repository_path.pop_back();
  if (options.repository_path == ".") options.repository_path.clear();
  if (emit.form != "argocd" || !options.repository_url.empty()) return options;
  options.repository_url = origin_of(root);
  if (options.repository_url.empty()) {
    fail("",
         "say with --repo-url where Argo CD reads the folder from: the repository here has no "
         "remote `origin`");
  }
  return options;
}

/// Says, or refuses, that values of Secrets are written in clear.
void look_at_secrets(Session& session, const EmitFlags& emit, const plan::EmitInput& input) {
  size_t count = 0;
  const plan::PlanObject* first = nullptr;
  auto look_at = [&](const plan::PlanObject& object) {
    if (!input.takes(object) || !plan::holds_secrets(object)) return;
    if (!first) first = &object;
    ++count;
  };
  if (plan::find_emitter(emit.form)->is_whole) {
    for (const plan::PlanObject& object : input.head.objects) look_at(object);
  } else {
    for (const plan::Change& change : input.plan.changes) {
      if (change.is_applied()) look_at(*change.object);
    }
  }
  if (count == 0) return;
  if (plan::find_emitter(emit.form)->lives_in_git && !emit.with_secrets) {
    fail("", fmt::format("{} has values, and a repository of rendered manifests is no place for "
                         "them: encrypt it, or say --with-secrets",
                         printable(first->resource())));
  }
  session.err << fmt::format("note: {} {} in {} with {} values in clear\n", count,
                             count == 1 ? "Secret is" : "Secrets are", emit.out,
                             count == 1 ? "its" : "their");
}

/// Whose earlier files go: those of everything that is emitted.
std::set<std::string> emitted_places(const plan::EmitInput& input,
                                     const std::vector<OutputFile>& files) {
  std::set<std::string> places;
  for (const OutputFile& file : files) places.insert(file.project);
  for (const plan::Side* side : {&input.base, &input.head}) {
    for (const plan::PlanObject& object : side->objects) {
      if (!input.takes(object)) continue;
      places.insert(remembered(object.cluster, object.project));
      places.insert(remembered(object.cluster, ""));
    }
  }
  return places;
}

}  // namespace

void add_emit_flags(Flags& flags, EmitFlags& emit) {
  std::vector<std::string> names;
  for (const plan::Emitter& emitter : plan::emitters()) names.emplace_back(emitter.name);
  flags.text("--emit", emit.form, "write the plan for this applier, into --out")
      .value_name("FORM")
      .one_of(names);
  flags.text("--out", emit.out, "with --emit: the folder").value_name("DIR");
  flags
      .text("--repo-url", emit.options.repository_url,
            "with --emit argocd: the repository that the folder is committed to; default: `origin`")
      .value_name("URL");
  flags
      .text("--repo-revision", emit.options.revision,
            "with --emit argocd: the branch, tag or commit there; default: HEAD")
      .value_name("REV");
  flags
      .text("--repo-path", emit.options.repository_path,
            "with --emit flux or argocd: where --out is in that repository; default: as here")
      .value_name("PATH");
  flags
      .text("--flux-source", emit.options.flux_source,
            "with --emit flux: the source that the folder comes from")
      .value_name("KIND/NAMESPACE/NAME");
  flags.toggle("--with-secrets", emit.with_secrets,
               "with --emit files: write values of Secrets in clear");
}

void check_emit_flags(const EmitFlags& emit, bool has_projects) {
  if (emit.form.empty() != emit.out.empty()) {
    fail("", emit.out.empty() ? "--emit needs --out DIR" : "--out is for --emit FORM");
  }
  if (emit.form.empty()) return;
  if (has_projects && !plan::find_emitter(emit.form)->takes_parts) {
    fail("", fmt::format("--emit {} writes a cluster as a whole: without --project", emit.form));
  }
  const std::string& source = emit.options.flux_source;
  if (std::count(source.begin(), source.end(), '/') != 2 || source.starts_with('/') ||
      source.ends_with('/') || source.find("//") != source.npos) {
    fail("", fmt::format("--flux-source {} is not KIND/NAMESPACE/NAME", source));
  }
}

void emit_plan(Session& session, const EmitFlags& emit, const PlanRun& run,
               const std::string& digest) {
  std::string folder = below_start(session, emit.out);
  plan::EmitInput input{run.plan,
                        run.before(),
                        run.head->side,
                        run.options.base,
                        run.options.selects,
                        options_of(session, emit, folder),
                        digest};
  look_at_secrets(session, emit, input);
  plan::Emission emission = plan::find_emitter(emit.form)->emit(input);
  std::vector<OutputFile> files;
  for (plan::EmittedFile& file : emission.files) {
    files.push_back(
        {std::move(file.path), remembered(file.cluster, file.project), std::move(file.text)});
  }
  std::vector<std::string> foreign = foreign_files(folder, files);
  if (!foreign.empty()) {
    fail("", fmt::format("{}/{} was not written by this program: nothing is replaced; move it away",
                         emit.out, printable(foreign.front())));
  }
  std::set<std::string> places = emitted_places(input, files);
  OutputChange change = write_output(folder, std::move(files), [&](const std::string& place) {
    return !run.options.selects || places.count(place) > 0;
  });
  for (const std::string& path : change.kept) {
    session.err << fmt::format("{} is not needed any more, but somebody changed it: kept\n",
                               printable(path));
  }
  for (const std::string& note : emission.notes) session.err << "note: " << note << "\n";
  session.err << fmt::format("{}: {} written, {} unchanged, {} removed\n", emit.out, change.written,
                             change.unchanged, change.removed);
}

}  // namespace drydock::cli

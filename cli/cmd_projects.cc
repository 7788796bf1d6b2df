#include "cli/cmd_projects.h"

#include <memory>
#include <ostream>

#include "cli/pipeline.h"
#include "core/excerpt.h"
#include "core/json/stream.h"
#include "projects/render_project.h"

namespace drydock::cli {
namespace {

struct Options {
  std::string directory;
  std::string format = "text";
};

std::string shown_path(const Project& project) { return project.path.empty() ? "." : project.path; }

void write_json(std::ostream& out, const std::vector<RenderedProject>& rendered) {
  JsonStream json;
  json.begin_array();
  for (const RenderedProject& row : rendered) {
    const Project& project = *row.project;
    json.begin_object();
    json.key("name").text(project.name);
    json.key("path").text(project.path);
    json.key("renderer").text(renderer_name(project.renderer));
    json.key("cluster").text(project.cluster);
    json.key("namespace").text(project.namespace_name);
    json.key("owner").text(project.owner);
    json.key("resources").number(static_cast<int64_t>(row.set.resources.size()));
    json.key("why").text(project.why);
    json.end_object();
  }
  json.end_array();
  out << json.take();
}

using Row = std::vector<std::string>;

/// Columns as wide as their widest cell; the last one is free.
void write_table(std::ostream& out, const std::vector<Row>& rows) {
  std::vector<size_t> widths(rows.front().size(), 0);
  for (const Row& row : rows) {
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  for (const Row& row : rows) {
    std::string line;
    for (size_t i = 0; i + 1 < row.size(); ++i) line += fmt::format("{:<{}}  ", row[i], widths[i]);
    out << line << row.back() << "\n";
  }
}

void write_text(std::ostream& out, const std::vector<RenderedProject>& rendered) {
  if (rendered.empty()) {
    out << "no projects found: no folder with Kubernetes objects, no kustomization, no chart\n";
    return;
  }
  std::vector<Row> rows = {
      {"PROJECT", "PATH", "RENDERER", "CLUSTER", "NAMESPACE", "OBJECTS", "WHY"}};
  for (const RenderedProject& row : rendered) {
    const Project& project = *row.project;
    std::string_view note = projects::renderer_note(project.renderer);
    std::string why = project.why;
    if (!note.empty()) why += fmt::format("{}{}", why.empty() ? "" : "; ", note);
    rows.push_back({printable(project.name), printable(shown_path(project)),
                    std::string(renderer_name(project.renderer)), printable(project.cluster),
                    printable(project.namespace_name),
                    note.empty() ? std::to_string(row.set.resources.size()) : "-", printable(why)});
  }
  write_table(out, rows);
}

int run_projects(const Options& options, Session& session) {
  if (!options.directory.empty()) session.flags.directory = options.directory;
  std::unique_ptr<Repository> repository = open_repository(session);
  if (!repository) return kExitUsage;
  std::vector<RenderedProject> rendered = render_projects(*repository, session.flags.jobs);
  if (options.format == "json") {
    write_json(session.out, rendered);
  } else {
    write_text(session.out, rendered);
  }
  return kExitClean;
}

}  // namespace

std::function<int(Session&)> configure_projects(Flags& flags) {
  auto options = std::make_shared<Options>();
  flags.text("DIR", options->directory, "the repository, or a folder in it; default: here")
      .value_name("");
  flags.text("--format", options->format, "text or json")
      .value_name("FORMAT")
      .one_of({"text", "json"});
  return [options](Session& session) { return run_projects(*options, session); };
}

}  // namespace drydock::cli

#include "cli/cmd_projects.h"

#include <memory>
#include <ostream>

#include "cli/changed_projects.h"
#include "cli/pipeline.h"
#include "cli/write_graph.h"
#include "core/excerpt.h"
#include "core/json/stream.h"
#include "projects/render_project.h"

namespace drydock::cli {
namespace {

struct ProjectsFlags {
  std::string directory;
  std::string format = "text";
  bool graph = false;
  ChangeFlags change;
};

std::string shown_path(const Project& project) { return project.path.empty() ? "." : project.path; }

/// Who says to which cluster it goes.
std::string_view cluster_from(const Project& project) {
  if (!project.cluster_from.empty()) return project.cluster_from;
  return project.defined_at.file ? "drydock.yaml" : "nothing says one";
}

using Rows = std::vector<const RenderedProject*>;

void write_json(std::ostream& out, const Rows& rendered) {
  JsonStream json;
  json.begin_array();
  for (const RenderedProject* row : rendered) {
    const Project& project = *row->project;
    json.begin_object();
    json.key("name").text(project.name);
    json.key("path").text(project.path);
    json.key("renderer").text(renderer_name(project.renderer));
    json.key("cluster").text(project.cluster);
    json.key("namespace").text(project.namespace_name);
    json.key("owner").text(project.owner);
    json.key("resources").number(static_cast<int64_t>(row->set.resources.size()));
    json.key("why").text(project.why);
    json.key("clusterFrom").text(cluster_from(project));
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

void write_text(std::ostream& out, const Rows& rendered, bool changed) {
  if (rendered.empty()) {
    out << (changed ? "no project is changed\n"
                    : "no projects found: no folder with Kubernetes objects, no kustomization, no "
                      "chart\n");
    return;
  }
  std::vector<Row> rows = {
      {"PROJECT", "PATH", "RENDERER", "CLUSTER", "NAMESPACE", "OBJECTS", "WHY"}};
  for (const RenderedProject* row : rendered) {
    const Project& project = *row->project;
    rows.push_back({printable(project.name), printable(shown_path(project)),
                    std::string(renderer_name(project.renderer)), printable(project.cluster),
                    printable(project.namespace_name), std::to_string(row->set.resources.size()),
                    printable(project.why)});
  }
  write_table(out, rows);
}

int run_projects(const ProjectsFlags& options, Session& session) {
  if (!options.directory.empty()) session.flags.directory = options.directory;
  ComparedRepository compared = open_compared(options.change, session);
  if (!compared.repository) return kExitUsage;
  Repository& repository = *compared.repository;
  std::vector<RenderedProject> rendered = render_projects(repository, session.flags.jobs);
  std::vector<bool> changed = changed_projects(compared, session, rendered);
  Rows rows;
  for (size_t i = 0; i < rendered.size(); ++i) {
    if (changed[i]) rows.push_back(&rendered[i]);
  }
  if (options.graph || options.format == "dot") {
    std::vector<Project> shown;
    for (const RenderedProject* row : rows) shown.push_back(*row->project);
    write_graph(session.out, projects::include_graph(*repository.files, shown), options.format);
  } else if (options.format == "json") {
    write_json(session.out, rows);
  } else {
    write_text(session.out, rows, options.change.changed);
  }
  return kExitClean;
}

}  // namespace

std::function<int(Session&)> configure_projects(Flags& flags) {
  auto options = std::make_shared<ProjectsFlags>();
  flags.text("DIR", options->directory, "the repository, or a folder in it; default: here")
      .value_name("");
  flags.text("--format", options->format, "text, json, or dot: the include graph for Graphviz")
      .value_name("FORMAT")
      .one_of({"text", "json", "dot"});
  flags.toggle(
      "--graph", options->graph,
      "what the projects are made of: which kustomizations, charts and files they include");
  add_change_flags(flags, options->change);
  return [options](Session& session) { return run_projects(*options, session); };
}

}  // namespace drydock::cli

#include "cli/cmd_explain.h"

#include <memory>
#include <ostream>

#include "cli/blame.h"
#include "cli/field_origins.h"
#include "core/error.h"
#include "core/suggest.h"

namespace drydock::cli {
namespace {

struct ExplainFlags {
  ObjectChoice choice;
  std::string format = "text";
  bool blame = false;
};

std::vector<plan::ObjectField> wanted_fields(const FieldOrigins& origins,
                                             const ObjectChoice& choice) {
  std::vector<plan::ObjectField> fields = origins.fields(plan::FieldPath(choice.field));
  if (!fields.empty() || choice.field.empty()) return fields;
  std::vector<std::string_view> known;
  for (const plan::ObjectField& field : origins.all_fields()) known.push_back(field.path);
  fail("", fmt::format("{} has no field `{}`{}", choice.object, choice.field,
                       did_you_mean(choice.field, known)));
}

void add_authors(const Repository& repository, report::ExplainedObject& object) {
  Blame blame(repository.folder, *repository.tree);
  for (const report::ExplainedField& field : object.fields) {
    for (const report::FieldSource& source : field.sources) blame.add(source.where);
  }
  blame.run();
  for (report::ExplainedField& field : object.fields) {
    for (report::FieldSource& source : field.sources) source.author = blame.find(source.where);
  }
}

int run_explain(const ExplainFlags& options, Session& session) {
  std::unique_ptr<Repository> repository = open_repository(session);
  if (!repository) return kExitUsage;
  keep_chosen(options.choice, repository->projects);
  std::vector<RenderedProject> rendered = render_chosen(*repository, session);
  validate::Fleet fleet(rendered, repository->settings);
  FoundObject found = find_object(options.choice, fleet);
  FieldOrigins origins(*repository, found);

  const Project& project = *found.project->project;
  report::ExplainedObject object;
  object.resource = fleet.resource_id(*found.resource, project);
  object.project = project.name;
  object.project_path = project.path;
  object.renderer = renderer_name(project.renderer);
  object.cluster = project.cluster;
  object.whole_chain = !options.choice.field.empty();
  for (const plan::ObjectField& field : wanted_fields(origins, options.choice)) {
    object.fields.push_back(origins.explain(field));
  }
  if (options.blame) add_authors(*repository, object);
  session.out << (options.format == "json"
                      ? report::write_explain_json(object)
                      : report::write_explain_text(object, {session.use_color()}));
  return kExitClean;
}

}  // namespace

std::function<int(Session&)> configure_explain(Flags& flags) {
  auto options = std::make_shared<ExplainFlags>();
  add_object_flags(flags, options->choice);
  flags.toggle("--blame", options->blame, "say who wrote each line last, in which commit");
  flags.text("--format", options->format, "how stdout shows it")
      .value_name("FORMAT")
      .one_of({"text", "json"});
  return [options](Session& session) { return run_explain(*options, session); };
}

}  // namespace drydock::cli

#include "cli/cmd_template.h"

#include <fstream>
#include <iterator>
#include <memory>
#include <ostream>

#include "cli/helm_environment.h"
#include "core/error.h"
#include "core/excerpt.h"
#include "render/render_file.h"

namespace drydock::cli {
namespace {

struct TemplateFlags {
  std::vector<std::string> files;
  std::vector<std::string> values;
  std::string release = "release-name";
  std::string namespace_name = "default";
  std::string seed;
  int helm = 4;
};

/// A file that the user names himself: it may be anywhere. "-" is standard input.
const SourceFile& read_file(const std::string& path, Session& session) {
  if (path == "-") {
    return session.sources.add("(stdin)", {std::istreambuf_iterator<char>(session.in), {}});
  }
  std::string full = path.starts_with('/') || session.flags.directory.empty()
                         ? path
                         : session.flags.directory + "/" + path;
  std::ifstream in(full, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (!in.good() && !in.eof()) fail("file-unreadable", fmt::format("cannot read {}", full));
  return session.sources.add(path, std::move(text));
}

int run_template(const TemplateFlags& options, Session& session) {
  render::LoneTemplates templates;
  for (const std::string& path : options.files) {
    templates.files.push_back(&read_file(path, session));
  }
  for (const std::string& path : options.values) {
    templates.values.push_back(&read_file(path, session));
  }
  templates.release_name = options.release;
  templates.namespace_name = options.namespace_name;
  render::SeededRandom random(options.seed);
  render::Environment environment = make_helm_environment(options.helm);
  environment.random = &random;
  session.out << render::render_files(templates, environment, render::Limits{});
  return kExitClean;
}

}  // namespace

std::function<int(Session&)> configure_template(Flags& flags) {
  auto options = std::make_shared<TemplateFlags>();
  flags
      .texts("FILE", options->files,
             "template files, printed in this order; those named _* only define templates")
      .value_name("")
      .required();
  flags.texts("-f,--values", options->values, "values (YAML); may be repeated, - is stdin")
      .value_name("FILE")

      ;
  flags.text("--name", options->release, "name of the release").value_name("NAME");
  flags.text("-n,--namespace", options->namespace_name, "namespace of the release")
      .value_name("NAME");
  flags.number("--helm", options->helm, "whose rules: 3 or 4 (the default)")
      .value_name("MAJOR")
      .one_of({"3", "4"});
  flags.text("--seed", options->seed, "what random functions draw from; the same gives the same")
      .value_name("TEXT");
  return [options](Session& session) {
    try {
      return run_template(*options, session);
    } catch (const Error& error) {
      session.err << Excerpts().describe(error.diagnostic());
      return kExitFindings;
    }
  };
}

}  // namespace drydock::cli

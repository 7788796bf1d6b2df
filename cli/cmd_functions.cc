#include "cli/cmd_functions.h"

#include <memory>
#include <ostream>

#include "core/error.h"
#include "core/suggest.h"
#include "render/builtins/reference.h"
#include "render/builtins/registry.h"

namespace drydock::cli {
namespace {

struct FunctionsFlags {
  std::string name;
  std::string format = "text";
  int helm = 4;
};

const render::Builtin& function_named(const FunctionsFlags& options) {
  if (const render::Builtin* found = render::find_builtin(options.name, options.helm)) {
    return *found;
  }
  std::vector<std::string_view> names;
  for (const render::Builtin* function : render::all_builtins(options.helm)) {
    names.push_back(function->name);
  }
  fail("", fmt::format("there is no template function `{}`{}", options.name,
                       did_you_mean(options.name, names)));
}

int run_functions(const FunctionsFlags& options, Session& session) {
  if (options.format == "markdown") {
    session.out << render::function_reference();
    return kExitClean;
  }
  if (!options.name.empty()) {
    const render::Builtin& function = function_named(options);
    session.out << fmt::format("{} {}\n\n  {}\n", function.name, function.help,
                               render::signature(function));
    return kExitClean;
  }
  for (const render::Builtin* function : render::all_builtins(options.helm)) {
    session.out << fmt::format("{:<24} {}\n", function->name, function->help);
  }
  return kExitClean;
}

}  // namespace

std::function<int(Session&)> configure_functions(Flags& flags) {
  auto options = std::make_shared<FunctionsFlags>();
  flags.text("NAME", options->name, "explain this function only").value_name("");
  flags.text("--format", options->format, "text, or markdown for the whole reference")
      .value_name("FORMAT")
      .one_of({"text", "markdown"});
  flags.number("--helm", options->helm, "whose functions: 3 or 4 (the default)")
      .value_name("MAJOR")
      .one_of({"3", "4"});
  return [options](Session& session) { return run_functions(*options, session); };
}

}  // namespace drydock::cli

#include "cli/cmd_schema.h"

#include <memory>
#include <ostream>

#include "projects/settings_schema.h"

namespace drydock::cli {

std::function<int(Session&)> configure_schema(CLI::App& app) {
  auto what = std::make_shared<std::string>();
  app.add_option("WHAT", *what, "config: the JSON Schema of drydock.yaml, for editors")
      ->type_name("")
      ->required()
      ->check(CLI::IsMember({"config"}));
  return [](Session& session) {
    session.out << projects::settings_json_schema();
    return kExitClean;
  };
}

}  // namespace drydock::cli

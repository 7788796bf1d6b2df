#include "cli/cmd_help.h"

#include <memory>
#include <ostream>

#include "cli/commands.h"

namespace drydock::cli {

std::string overview() {
  std::string text =
      "drydock renders, checks and plans what a GitOps repository puts into Kubernetes "
      "clusters.\n\n"
      "usage: drydock COMMAND [FLAGS]\n";
  std::string_view group;
  for (const Command& command : commands()) {
    if (command.group != group) text += fmt::format("\n{}:\n", command.group);
    group = command.group;
    text += fmt::format("  {:<12} {}\n", command.name, command.summary);
  }
  text +=
      "\nEverywhere:\n"
      "  -C DIR       work as if started in DIR\n"
      "  -j N         threads; 0 is one for each core\n"
      "  --color WHEN auto, always or never (NO_COLOR is respected)\n"
      "\n`drydock help COMMAND` explains one command. Begin with `drydock check` in a "
      "repository.\n";
  return text;
}

std::function<int(Session&)> configure_help(Flags& flags) {
  auto topic = std::make_shared<std::string>();
  flags.text("COMMAND", *topic, "the command to explain").value_name("");
  return [topic](Session& session) {
    if (!topic->empty()) {
      return run({*topic, "--help"}, session.in, session.out, session.err, session.out_is_terminal);
    }
    session.out << overview();
    return kExitClean;
  };
}

}  // namespace drydock::cli

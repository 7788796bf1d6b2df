// Completion scripts: words come from the command table and the flags of each command, so a new
// command needs nothing here.
#include "cli/cmd_completion.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <ostream>

namespace drydock::cli {
namespace {

/// Verbs that stand in for another program read their own flags: those are not known here.
std::string flags_of(const Command& command) {
  if (!command.configure) return "";
  CLI::App app;
  command.configure(app);
  std::string words = "-h --help -C --directory -j --jobs --color";
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      if (name != "help") words += " --" + name;
    }
  }
  return words;
}

std::string command_words() {
  std::string words;
  for (const Command& command : commands()) words += std::string(command.name) + " ";
  words.pop_back();
  return words;
}

std::string bash_script() {
  std::string text =
      "_drydock() {\n"
      "  local word=${COMP_WORDS[COMP_CWORD]} verb=\n"
      "  local i\n"
      "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
      "    case ${COMP_WORDS[i]} in\n"
      "      -C|--directory|-j|--jobs|--color) ((i++)) ;;\n"
      "      -*) ;;\n"
      "      *) verb=${COMP_WORDS[i]}; break ;;\n"
      "    esac\n"
      "  done\n"
      "  local words\n"
      "  case $verb in\n";
  text += fmt::format("    '') words='{} -C --directory --help --version' ;;\n", command_words());
  text += fmt::format("    help) words='{}' ;;\n", command_words());
  for (const Command& command : commands()) {
    if (command.name == "help") continue;
    text += fmt::format("    {}) words='{}' ;;\n", command.name, flags_of(command));
  }
  return text +
         "  esac\n"
         "  COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
         "}\n"
         "complete -o default -F _drydock drydock\n";
}

std::string zsh_script() { return "autoload -U +X bashcompinit && bashcompinit\n" + bash_script(); }

std::string fish_script() {
  std::string text;
  for (const Command& command : commands()) {
    text += fmt::format("complete -c drydock -n __fish_use_subcommand -a {} -d '{}'\n",
                        command.name, command.summary);
    if (!command.configure) continue;
    CLI::App app;
    command.configure(app);
    for (const CLI::Option* option : app.get_options()) {
      for (const std::string& name : option->get_lnames()) {
        text +=
            fmt::format("complete -c drydock -n '__fish_seen_subcommand_from {}' -l {} -d '{}'\n",
                        command.name, name, option->get_description());
      }
    }
  }
  return text;
}

}  // namespace

std::function<int(Session&)> configure_completion(CLI::App& app) {
  auto shell = std::make_shared<std::string>();
  app.add_option("SHELL", *shell, "bash, zsh or fish")
      ->type_name("")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  return [shell](Session& session) {
    session.out << (*shell == "bash"  ? bash_script()
                    : *shell == "zsh" ? zsh_script()
                                      : fish_script());
    return kExitClean;
  };
}

}  // namespace drydock::cli

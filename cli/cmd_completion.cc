// Completion scripts: words come from the command table and the flags of each command, so a new
// command needs nothing here.
#include "cli/cmd_completion.h"

#include <memory>
#include <ostream>

namespace drydock::cli {
namespace {

/// Verbs that stand in for another program read their own flags: those are not known here.
std::string words_of(const Command& command) {
  if (!command.configure) return "";
  std::string words = "-h --help -C --directory -j --jobs --color";
  for (const FlagRow& flag : flags_of(command)) words += " --" + flag.name;
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
    text += fmt::format("    {}) words='{}' ;;\n", command.name, words_of(command));
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
    for (const FlagRow& flag : flags_of(command)) {
      text += fmt::format("complete -c drydock -n '__fish_seen_subcommand_from {}' -l {} -d '{}'\n",
                          command.name, flag.name, flag.help);
    }
  }
  return text;
}

}  // namespace

std::function<int(Session&)> configure_completion(Flags& flags) {
  auto shell = std::make_shared<std::string>();
  flags.text("SHELL", *shell, "bash, zsh or fish")
      .value_name("")
      .required()
      .one_of({"bash", "zsh", "fish"});
  return [shell](Session& session) {
    session.out << (*shell == "bash"  ? bash_script()
                    : *shell == "zsh" ? zsh_script()
                                      : fish_script());
    return kExitClean;
  };
}

}  // namespace drydock::cli

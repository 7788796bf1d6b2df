#include "cli/flags.h"

#include <CLI/CLI.hpp>

#include "cli/command.h"

namespace drydock::cli {

Flag& Flag::value_name(const std::string& name) {
  option_->type_name(name);
  return *this;
}

Flag& Flag::required() {
  option_->required();
  return *this;
}

Flag& Flag::one_of(const std::vector<std::string>& values) {
  option_->check(CLI::IsMember(values));
  return *this;
}

Flag& Flag::between(int lowest, int highest) {
  option_->check(CLI::Range(lowest, highest));
  return *this;
}

Flag& Flag::comma_separated() {
  option_->delimiter(',');
  return *this;
}

Flag& Flag::group(const std::string& heading) {
  option_->group(heading);
  return *this;
}

Flag Flags::text(const std::string& names, std::string& value, const std::string& help) {
  return Flag(app_.add_option(names, value, help));
}

Flag Flags::texts(const std::string& names, std::vector<std::string>& values,
                  const std::string& help) {
  CLI::Option* option = app_.add_option(names, values, help);
  if (names.starts_with('-')) option->take_all()->allow_extra_args(false);
  return Flag(option);
}

Flag Flags::number(const std::string& names, int& value, const std::string& help) {
  return Flag(app_.add_option(names, value, help));
}

Flag Flags::toggle(const std::string& names, bool& value, const std::string& help) {
  return Flag(app_.add_flag(names, value, help));
}

Flags Flags::verb(const std::string& name, const std::string& help, std::function<void()> chosen) {
  app_.allow_extras(false);
  app_.require_subcommand(1);
  app_.fallthrough();
  CLI::App* verb = app_.add_subcommand(name, help);
  verb->callback(std::move(chosen));
  return Flags(*verb);
}

std::vector<FlagRow> flags_of(const Command& command) {
  std::vector<FlagRow> rows;
  if (!command.configure) return rows;
  CLI::App app;
  Flags flags(app);
  command.configure(flags);
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      if (name != "help") rows.push_back({name, option->get_description()});
    }
  }
  return rows;
}

}  // namespace drydock::cli

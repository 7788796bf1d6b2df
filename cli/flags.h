#pragma once

#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace drydock::cli {

/// One flag or argument, to say more about it. Valid as long as its Flags.
class Flag {
 public:
  explicit Flag(CLI::Option* option) : option_(option) {}

  /// What the help shows for the value: FILE, NAME…; "" for nothing.
  Flag& value_name(const std::string& name);
  Flag& required();
  /// Other values are refused with the list.
  Flag& one_of(const std::vector<std::string>& values);
  Flag& between(int lowest, int highest);
  /// One word may hold several values with commas between.
  Flag& comma_separated();
  Flag& group(const std::string& heading);

 private:
  CLI::Option* option_;
};

/// The flags and arguments of a verb of ours. `names` is "-f,--values" for a flag, "FILE" for an
/// argument; the values given live elsewhere and must outlive the parsing. A narrow front: only two
/// files include the library that reads command lines, which takes longer to compile than a verb.
class Flags {
 public:
  explicit Flags(CLI::App& app) : app_(app) {}

  Flag text(const std::string& names, std::string& value, const std::string& help);
  /// A flag that may be repeated, one value each time; an argument that takes all words left.
  Flag texts(const std::string& names, std::vector<std::string>& values, const std::string& help);
  Flag number(const std::string& names, int& value, const std::string& help);
  Flag toggle(const std::string& names, bool& value, const std::string& help);

  /// A verb below this one, with flags of its own; one of them must be given. `chosen` is called
  /// when it is the one.
  Flags verb(const std::string& name, const std::string& help, std::function<void()> chosen);

 private:
  CLI::App& app_;
};

struct FlagRow {
  std::string name;  // the long one, without dashes
  std::string help;
};

struct Command;

/// The long flags that a verb adds to those that every verb takes.
std::vector<FlagRow> flags_of(const Command& command);

}  // namespace drydock::cli

#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace drydock::cli {

/// Flags of a program written in Go, read as it reads them, for the verbs that stand in for one.
/// Targets are set while parsing and must outlive it. Two libraries exist:
///  - Pflag (kustomize, helm): `--name value`, `--name=value`, `-n value`, `-nvalue`, grouped short
///    switches, flags between and after arguments, `--` ends them;
///  - Flag (kubeconform): one dash or two, `-name value` or `-name=value`, and the first argument
///    ends the flags.
class GoFlags {
 public:
  enum class Library : uint8_t { Pflag, Flag };

  explicit GoFlags(Library library) : library_(library) {}

  // The letter is the short form of pflag; 0 is none. `help` is for `usage`; a word in backquotes
  // there names the value, as in Go.
  void add_switch(std::string_view name, char letter, bool& target, std::string_view help);
  void add_text(std::string_view name, char letter, std::string& target, std::string_view help);
  void add_number(std::string_view name, char letter, int64_t& target, std::string_view help);
  /// Each use adds one text (pflag's StringArray).
  void add_texts(std::string_view name, char letter, std::vector<std::string>& target,
                 std::string_view help);
  /// Each use adds the fields of a line of CSV (pflag's StringSlice).
  void add_list(std::string_view name, char letter, std::vector<std::string>& target,
                std::string_view help);
  /// Anything else: `set` takes the value and says what is wrong with it, or nothing. `when_bare`
  /// is what the flag means without a value (pflag's NoOptDefVal); empty: it needs one. `type` is
  /// shown in `usage` and in refusals.
  void add_custom(std::string_view name, char letter, std::string_view type,
                  std::string_view when_bare, std::function<std::string(std::string_view)> set,
                  std::string_view help);
  /// Keeps an old name working, without showing it.
  void hide(std::string_view name);
  /// The flag goes on working and `warnings` gets the line that pflag prints for it.
  void deprecate(std::string_view name, std::string_view advice);

  bool changed(std::string_view name) const;

  /// Sets the targets and returns the arguments. Throws Error with rule `usage` and the library's
  /// own wording for what it cannot take ("unknown flag: --x"), with the nearest name as help.
  /// `--help` and `-h` throw it with the message "help requested".
  std::vector<std::string> parse(std::span<const std::string> args);

  /// Lines that pflag would have printed to stderr while parsing, without line feeds.
  const std::vector<std::string>& warnings() const { return warnings_; }

  /// The flags that are not hidden, sorted by name: one aligned line for each, or two as package
  /// flag prints them.
  std::string usage() const;

 private:
  struct Row {
    std::string name;
    char letter;
    std::string type;
    std::string when_bare;
    std::string help;
    std::string deprecated;
    std::function<std::string(std::string_view)> set;
    bool hidden = false;
    bool changed = false;
  };
  struct Cursor;

  Row* find(std::string_view name);
  const Row* find(std::string_view name) const;
  Row* find(char letter);
  void assign(Row& row, std::string_view value, const std::string& shown);
  void read_long(Cursor& cursor);
  void read_short(Cursor& cursor);
  void read_single_dash(Cursor& cursor);
  [[noreturn]] void refuse_unknown(std::string message, std::string_view name) const;

  Library library_;
  std::vector<Row> rows_;
  std::vector<std::string> warnings_;
};

}  // namespace drydock::cli

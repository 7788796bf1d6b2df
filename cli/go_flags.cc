#include "cli/go_flags.h"

#include <algorithm>
#include <charconv>

#include "core/error.h"
#include "core/go_quote.h"
#include "core/suggest.h"

namespace drydock::cli {
namespace {

/// strconv.ParseBool.
std::string set_bool(bool& target, std::string_view value) {
  for (std::string_view word : {"1", "t", "T", "TRUE", "true", "True"}) {
    if (value == word) return target = true, "";
  }
  for (std::string_view word : {"0", "f", "F", "FALSE", "false", "False"}) {
    if (value == word) return target = false, "";
  }
  return fmt::format("strconv.ParseBool: parsing {}: invalid syntax", go_quote(value));
}

std::string set_number(int64_t& target, std::string_view value) {
  std::string_view digits = value.starts_with('+') ? value.substr(1) : value;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), target);
  if (error == std::errc() && end == digits.data() + digits.size()) return "";
  return fmt::format("strconv.ParseInt: parsing {}: invalid syntax", go_quote(value));
}

/// encoding/csv's reader for one record, with its refusals of misplaced quotes.
std::string add_csv(std::vector<std::string>& target, std::string_view line) {
  if (line.empty()) return "";
  size_t at = 0;
  for (;;) {
    std::string field;
    if (at < line.size() && line[at] == '"') {
      for (++at;; ++at) {
        if (at >= line.size())
          return "parse error on line 1: extraneous or missing \" in quoted-field";
        if (line[at] != '"') {
          field += line[at];
        } else if (at + 1 < line.size() && line[at + 1] == '"') {
          field += line[at++];
        } else {
          break;
        }
      }
      if (++at < line.size() && line[at] != ',') {
        return "parse error on line 1: extraneous or missing \" in quoted-field";
      }
    } else {
      size_t end = std::min(line.find(',', at), line.size());
      field = line.substr(at, end - at);
      if (field.find('"') != std::string::npos)
        return "parse error on line 1: bare \" in non-quoted-field";
      at = end;
    }
    target.push_back(std::move(field));
    if (at >= line.size()) return "";
    ++at;
    if (at == line.size()) return target.emplace_back(), "";
  }
}

/// The word in backquotes that names a flag's value, and the help without the quotes.
std::pair<std::string, std::string> unquote_usage(const std::string& help,
                                                  const std::string& type) {
  size_t begin = help.find('`');
  size_t end = begin == std::string::npos ? begin : help.find('`', begin + 1);
  if (end == std::string::npos) return {type == "bool" ? "" : type, help};
  std::string name = help.substr(begin + 1, end - begin - 1);
  return {name, help.substr(0, begin) + name + help.substr(end + 1)};
}

/// How pflag shows a flag in a refusal: "-n, --namespace".
std::string shown_flag(char letter, const std::string& name) {
  return letter ? fmt::format("-{}, --{}", letter, name) : "--" + name;
}

}  // namespace

struct GoFlags::Cursor {
  std::span<const std::string> args;
  size_t at = 0;  // of the word that is read

  const std::string& word() const { return args[at]; }
  bool has_next() const { return at + 1 < args.size(); }
};

void GoFlags::add_custom(std::string_view name, char letter, std::string_view type,
                         std::string_view when_bare,
                         std::function<std::string(std::string_view)> set, std::string_view help) {
  rows_.push_back({std::string(name), letter, std::string(type), std::string(when_bare),
                   std::string(help), "", std::move(set)});
}

void GoFlags::add_switch(std::string_view name, char letter, bool& target, std::string_view help) {
  add_custom(
      name, letter, "bool", "true",
      [&target](std::string_view value) { return set_bool(target, value); }, help);
}

void GoFlags::add_text(std::string_view name, char letter, std::string& target,
                       std::string_view help) {
  add_custom(
      name, letter, "string", "", [&target](std::string_view value) { return target = value, ""; },
      help);
}

void GoFlags::add_number(std::string_view name, char letter, int64_t& target,
                         std::string_view help) {
  add_custom(
      name, letter, "int", "",
      [&target](std::string_view value) { return set_number(target, value); }, help);
}

void GoFlags::add_texts(std::string_view name, char letter, std::vector<std::string>& target,
                        std::string_view help) {
  add_custom(
      name, letter, "stringArray", "",
      [&target](std::string_view value) { return target.emplace_back(value), ""; }, help);
}

void GoFlags::add_list(std::string_view name, char letter, std::vector<std::string>& target,
                       std::string_view help) {
  add_custom(
      name, letter, "strings", "",
      [&target](std::string_view value) { return add_csv(target, value); }, help);
}

void GoFlags::hide(std::string_view name) { find(name)->hidden = true; }

void GoFlags::deprecate(std::string_view name, std::string_view advice) {
  Row& row = *find(name);
  row.hidden = true;
  row.deprecated = advice;
}

GoFlags::Row* GoFlags::find(std::string_view name) {
  auto row = std::find_if(rows_.begin(), rows_.end(), [&](Row& r) { return r.name == name; });
  return row == rows_.end() ? nullptr : &*row;
}

const GoFlags::Row* GoFlags::find(std::string_view name) const {
  return const_cast<GoFlags*>(this)->find(name);
}

GoFlags::Row* GoFlags::find(char letter) {
  auto row = std::find_if(rows_.begin(), rows_.end(), [&](Row& r) { return r.letter == letter; });
  return row == rows_.end() ? nullptr : &*row;
}

bool GoFlags::changed(std::string_view name) const {
  const Row* row = find(name);
  return row && row->changed;
}

void GoFlags::refuse_unknown(std::string message, std::string_view name) const {
  std::vector<std::string_view> names;
  for (const Row& row : rows_) {
    if (!row.hidden) names.push_back(row.name);
  }
  Diagnostic diagnostic;
  diagnostic.rule = "usage";
  diagnostic.message = std::move(message);
  std::string_view near = nearest(name, names);
  if (!near.empty()) diagnostic.help = fmt::format("Did you mean `--{}`?", near);
  throw Error(std::move(diagnostic));
}

void GoFlags::assign(Row& row, std::string_view value, const std::string& shown) {
  std::string problem = row.set(value);
  if (!problem.empty()) {
    if (library_ == Library::Flag) {
      // The package `flag` keeps only the last part of strconv's errors.
      size_t tail = problem.rfind(": ");
      std::string reason = tail == std::string::npos ? problem : problem.substr(tail + 2);
      if (reason == "invalid syntax") reason = "parse error";
      fail("usage",
           fmt::format("invalid {} {} for {}: {}", row.type == "bool" ? "boolean value" : "value",
                       go_quote(value), shown, reason));
    }
    fail("usage",
         fmt::format("invalid argument {} for \"{}\" flag: {}", go_quote(value), shown, problem));
  }
  row.changed = true;
  if (!row.deprecated.empty()) {
    warnings_.push_back(fmt::format("Flag --{} has been deprecated, {}", row.name, row.deprecated));
  }
}

void GoFlags::read_long(Cursor& cursor) {
  std::string_view word = std::string_view(cursor.word()).substr(2);
  size_t equals = word.find('=');
  std::string_view name = word.substr(0, equals);
  if (name.empty() || name.front() == '-') {
    fail("usage", fmt::format("bad flag syntax: {}", cursor.word()));
  }
  Row* row = find(name);
  if (!row) {
    if (name == "help") fail("usage", "help requested");
    refuse_unknown(fmt::format("unknown flag: --{}", name), name);
  }
  std::string shown = shown_flag(row->letter, row->name);
  if (equals != std::string_view::npos) return assign(*row, word.substr(equals + 1), shown);
  if (!row->when_bare.empty()) return assign(*row, row->when_bare, shown);
  if (!cursor.has_next()) fail("usage", fmt::format("flag needs an argument: {}", cursor.word()));
  ++cursor.at;
  assign(*row, cursor.word(), shown);
}

void GoFlags::read_short(Cursor& cursor) {
  std::string_view letters = std::string_view(cursor.word()).substr(1);
  std::string_view all = letters;
  while (!letters.empty()) {
    Row* row = find(letters[0]);
    if (!row) {
      if (letters[0] == 'h') fail("usage", "help requested");
      fail("usage", fmt::format("unknown shorthand flag: '{}' in -{}", letters[0], all));
    }
    std::string shown = shown_flag(row->letter, row->name);
    if (letters.size() > 2 && letters[1] == '=') return assign(*row, letters.substr(2), shown);
    if (!row->when_bare.empty()) {
      assign(*row, row->when_bare, shown);
      letters.remove_prefix(1);
      continue;
    }
    if (letters.size() > 1) return assign(*row, letters.substr(1), shown);
    if (!cursor.has_next()) {
      fail("usage", fmt::format("flag needs an argument: '{}' in -{}", letters[0], all));
    }
    ++cursor.at;
    return assign(*row, cursor.word(), shown);
  }
}

/// The package `flag`: dashes do not count, a switch takes a value only behind `=`.
void GoFlags::read_single_dash(Cursor& cursor) {
  std::string_view word = cursor.word();
  word.remove_prefix(word.starts_with("--") ? 2 : 1);
  size_t equals = word.find('=', 1);
  std::string_view name = word.substr(0, equals);
  if (name.empty() || name.front() == '-' || name.front() == '=') {
    fail("usage", fmt::format("bad flag syntax: {}", cursor.word()));
  }
  Row* row = find(name);
  if (!row) {
    if (name == "help" || name == "h") fail("usage", "help requested");
    refuse_unknown(fmt::format("flag provided but not defined: -{}", name), name);
  }
  std::string shown = row->type == "bool" ? "-" + row->name : "flag -" + row->name;
  if (equals != std::string_view::npos) return assign(*row, word.substr(equals + 1), shown);
  if (!row->when_bare.empty()) return assign(*row, row->when_bare, shown);
  if (!cursor.has_next()) fail("usage", fmt::format("flag needs an argument: -{}", name));
  ++cursor.at;
  assign(*row, cursor.word(), shown);
}

std::vector<std::string> GoFlags::parse(std::span<const std::string> args) {
  std::vector<std::string> rest;
  Cursor cursor{args};
  for (; cursor.at < args.size(); ++cursor.at) {
    const std::string& word = cursor.word();
    bool is_flag = word.size() > 1 && word[0] == '-';
    if (word == "--") {
      rest.insert(rest.end(), args.begin() + cursor.at + 1, args.end());
      break;
    }
    if (!is_flag) {
      if (library_ == Library::Flag) {
        rest.insert(rest.end(), args.begin() + cursor.at, args.end());
        break;
      }
      rest.push_back(word);
    } else if (library_ == Library::Flag) {
      read_single_dash(cursor);
    } else if (word[1] == '-') {
      read_long(cursor);
    } else {
      read_short(cursor);
    }
  }
  return rest;
}

namespace {

/// flag.PrintDefaults: the help on a line of its own, but for a switch of one letter.
std::string flag_usage_entry(std::string_view name, std::string_view type, std::string_view help) {
  std::string value = type == "bool"          ? ""
                      : type == "stringArray" ? " value"
                                              : fmt::format(" {}", type);
  std::string left = fmt::format("  -{}{}", name, value);
  constexpr size_t kNarrow = 4;
  return fmt::format("{}{}{}\n", left, left.size() <= kNarrow ? "\t" : "\n    \t", help);
}

}  // namespace

std::string GoFlags::usage() const {
  std::vector<std::pair<std::string, std::string>> lines;
  std::vector<const Row*> sorted;
  for (const Row& row : rows_) {
    if (!row.hidden) sorted.push_back(&row);
  }
  std::sort(sorted.begin(), sorted.end(),
            [](const Row* a, const Row* b) { return a->name < b->name; });
  size_t width = 0;
  std::string defaults;
  for (const Row* row : sorted) defaults += flag_usage_entry(row->name, row->type, row->help);
  if (library_ == Library::Flag) return defaults;
  for (const Row* row : sorted) {
    auto [value, help] = unquote_usage(row->help, row->type);
    std::string dashes =
        row->letter ? fmt::format("  -{}, --", row->letter) : std::string("      --");
    std::string left = dashes + row->name + (value.empty() ? "" : " " + value);
    width = std::max(width, left.size());
    lines.emplace_back(std::move(left), std::move(help));
  }
  std::string out;
  for (const auto& [left, help] : lines) {
    out += fmt::format("{:<{}}   {}\n", left, width, help);
  }
  return out;
}

}  // namespace drydock::cli

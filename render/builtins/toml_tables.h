#pragma once

#include <deque>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/value.h"
#include "render/builtins/context.h"

namespace drydock::render {

struct TomlTable;

/// What stands under a key: one of the three lists of tables, a table, a list, or a plain value.
struct TomlItem {
  enum class Kind { Plain, Table, Tables, List };

  Kind kind = Kind::Plain;
  Value plain;
  TomlTable* table = nullptr;
  std::vector<TomlTable*> tables;  // [[key]]
  std::vector<TomlItem> list;
};

struct TomlTable {
  std::map<std::string, TomlItem, std::less<>> items;
};

using TomlKey = std::vector<std::string>;

/// "a.b", with quotes around parts that need them.
std::string toml_key_text(const TomlKey& key);
/// One part of a key, in quotes if it needs them.
std::string toml_key_part(std::string_view part);
/// A text in double quotes, as the encoder writes it.
void append_toml_string(std::string& out, std::string_view text);

/// The tables of a document while it is read, with BurntSushi/toml's rules for what may be defined
/// twice. Functions that return a text give the error, or an empty text if all is well.
class TomlTables {
 public:
  /// Counts its steps on `context`, as long keys cost much.
  explicit TomlTables(Context& context) : steps_(context) {}

  /// The table that keys of the current line go to.
  const TomlKey& context() const { return context_; }
  void set_context(TomlKey context) { context_ = std::move(context); }

  TomlTable* new_table() { return &tables_.emplace_back(); }
  const TomlTable& root() const { return tables_.front(); }

  /// Makes a table, or one more of an array of tables, and those above it, the current one.
  std::string open(const TomlKey& key, bool array);
  /// The same for a table that nothing names, so that a header may still do so.
  std::string open_implicit(const TomlKey& key);
  /// Puts a value into the current table.
  std::string set(const std::string& key, TomlItem item);

  void mark_implicit(const TomlKey& key);
  /// Remembers of a key of the current table, or with "" of that table itself, whether its value is
  /// a list that is written in place.
  void mark_list(const std::string& key, bool is_list);

 private:
  /// The text of a key, with its cost counted.
  std::string text_of(const TomlKey& key);

  Context& steps_;
  std::deque<TomlTable> tables_ = std::deque<TomlTable>(1);
  TomlKey context_;
  std::set<std::string> implicit_;
  std::set<std::string> lists_;
};

}  // namespace drydock::render

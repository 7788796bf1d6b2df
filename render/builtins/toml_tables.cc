#include "render/builtins/toml_tables.h"

#include <algorithm>

namespace drydock::render {
namespace {

bool is_bare(char c) {
  return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_' || c == '-';
}

std::string defined_already(const TomlKey& key) {
  return fmt::format("Key '{}' has already been defined.", toml_key_text(key));
}

/// The table that keys below an item go to; null if the item has none.
TomlTable* table_of(TomlItem& item) {
  if (item.kind == TomlItem::Kind::Tables) return item.tables.back();
  return item.kind == TomlItem::Kind::Table ? item.table : nullptr;
}

}  // namespace

void append_toml_string(std::string& out, std::string_view text) {
  out += '"';
  for (char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (size_t at = std::string_view("\b\t\n\f\r").find(c); at != std::string_view::npos) {
      out += '\\';
      out += "btnfr"[at];
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  out += '"';
}

std::string toml_key_part(std::string_view part) {
  if (!part.empty() && std::all_of(part.begin(), part.end(), is_bare)) return std::string(part);
  std::string out;
  append_toml_string(out, part);
  return out;
}

std::string toml_key_text(const TomlKey& key) {
  std::string out;
  for (const std::string& part : key) {
    if (&part != &key.front()) out += '.';
    out += toml_key_part(part);
  }
  return out;
}

std::string TomlTables::text_of(const TomlKey& key) {
  std::string text = toml_key_text(key);
  steps_.spend(text.size() + key.size());
  return text;
}

void TomlTables::mark_implicit(const TomlKey& key) {
  std::string text = text_of(key);
  steps_.spend(8 * text.size());  // it is kept
  implicit_.insert(std::move(text));
}

std::string TomlTables::open(const TomlKey& key, bool array) {
  TomlTable* table = &tables_.front();
  TomlKey path;
  for (size_t i = 0; i + 1 < key.size(); ++i) {
    path.push_back(key[i]);
    auto [at, is_new] = table->items.try_emplace(key[i]);
    if (is_new) {
      mark_implicit(path);
      at->second.kind = TomlItem::Kind::Table;
      at->second.table = new_table();
    }
    table = table_of(at->second);
    if (!table) return fmt::format("Key '{}' was already created as a hash.", toml_key_text(path));
  }
  context_ = path;
  if (!array) {
    TomlItem item;
    item.kind = TomlItem::Kind::Table;
    item.table = new_table();
    std::string problem = set(key.back(), std::move(item));
    if (!problem.empty()) return problem;
  } else {
    auto [at, is_new] = table->items.try_emplace(key.back());
    if (is_new) at->second.kind = TomlItem::Kind::Tables;
    if (at->second.kind != TomlItem::Kind::Tables) {
      return fmt::format("Key '{}' was already created and cannot be used as an array.",
                         toml_key_text(key));
    }
    at->second.tables.push_back(new_table());
  }
  context_.push_back(key.back());
  return "";
}

std::string TomlTables::open_implicit(const TomlKey& key) {
  mark_implicit(key);
  return open(key, false);
}

std::string TomlTables::set(const std::string& key, TomlItem item) {
  TomlTable* table = &tables_.front();
  TomlKey path;
  for (const std::string& part : context_) {
    path.push_back(part);
    table = table_of(table->items[part]);
    if (!table) return defined_already(path);
  }
  path.push_back(key);
  auto [at, is_new] = table->items.try_emplace(key);
  if (!is_new) {
    // What was only implied may be defined once, and stays what it is unless it is a list.
    std::string text = text_of(path);
    if (implicit_.erase(text) == 0) return defined_already(path);
    if (!lists_.contains(text)) return "";
  }
  at->second = std::move(item);
  return "";
}

void TomlTables::mark_list(const std::string& key, bool is_list) {
  TomlKey path = context_;
  if (!key.empty() || path.empty()) path.push_back(key);
  std::string text = text_of(path);
  if (is_list) {
    lists_.insert(std::move(text));
  } else {
    lists_.erase(text);
  }
}

}  // namespace drydock::render

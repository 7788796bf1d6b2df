#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace drydock::cli::lsp {

/// Where somebody types in a YAML text, by its indentation: a text that is being typed is seldom
/// whole.
struct YamlContext {
  std::vector<std::string> parents;  // keys around the cursor, outermost first; "" for an item
  std::string key;                   // whose value the cursor is in; empty: in a key
  std::string word;                  // what stands there before the cursor
  std::vector<std::string> present;  // keys of the same mapping
  std::string api_version, kind;     // of the document

  bool in_value() const { return !key.empty(); }
};

/// `line` from 0; `byte` is the cursor's place in it.
YamlContext yaml_context(std::string_view text, int line, size_t byte);

}  // namespace drydock::cli::lsp

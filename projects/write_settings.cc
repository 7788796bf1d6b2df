#include "projects/write_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/excerpt.h"
#include "core/tree.h"
#include "core/yaml/resolve.h"

namespace drydock::projects {
namespace {

constexpr std::string_view kHead = R"(# Settings of drydock: which projects this repository has, and how they are checked.
# All keys are described in docs/configuration.md; `drydock schema config` prints a JSON Schema for editors.
apiVersion: drydock/v1

# Projects as `drydock projects` found them. Worth adding: `owner` (who is asked), `namespace` (of
# objects that name none), and `cluster` where the guess is wrong: only objects in one cluster can collide.
)";

constexpr std::string_view kTail = R"(
discovery:
  enabled: true   # also find projects that are not listed above; false: only these
  ignore: []      # globs of files and folders to pass over, such as docs/**

# Namespaces that several projects may define.
sharedNamespaces: []

# From which severity on a finding makes `drydock check` fail: error, warning or info.
failOn: error
)";

bool is_plain_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.' || c == '/';
}

/// A text as YAML: plain where that is the same in every reader, else in double quotes.
std::string yaml_text(std::string_view text) {
  bool starts_with_letter = !text.empty() && (text[0] | 0x20) >= 'a' && (text[0] | 0x20) <= 'z';
  if (starts_with_letter && std::all_of(text.begin(), text.end(), is_plain_character) &&
      resolve_plain(text, YamlDialect::Sigs).type == ScalarType::String) {
    return std::string(text);
  }
  std::string out = "\"";
  for (char c : text) {
    unsigned char byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7F) {
      out += fmt::format("\\x{:02x}", byte);
    } else {
      out += c;
    }
  }
  return out + '"';
}

/// Whether YAML can hold this text.
bool is_valid_text(std::string_view text) {
  // What is not UTF-8 is made visible, so it changes.
  std::string_view rest = text;
  while (!rest.empty()) {
    size_t ascii = std::find_if(rest.begin(), rest.end(), [](char c) { return c & 0x80; }) -
                   rest.begin();
    rest.remove_prefix(ascii);
    if (rest.empty()) break;
  }
  return true;
}

}  // namespace

}  // namespace drydock::projects

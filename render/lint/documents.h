#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace drydock::render {

/// What lint looks at of an object.
struct LintObject {
  std::string api_version;
  std::string kind;
  std::string name;
  size_t offset = 0;  // of the document in the text
};

/// Reads a stream of objects as kubectl does: JSON when it begins with a brace, else YAML documents
/// between lines that begin with `---`. `use` gets each that is not null. False after the first one
/// that cannot be read: `refuse` gets what is wrong, and the offset of the line where it is.
bool read_lint_documents(std::string_view text, int helm_version,
                         const std::function<void(const LintObject&)>& use,
                         const std::function<void(std::string, size_t)>& refuse);

/// What lint says against a List: annotations of its items that nobody looks at. "" for nothing.
std::string list_problem(std::string_view text, int helm_version);

}  // namespace drydock::render

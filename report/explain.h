#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/source.h"
#include "report/model.h"

namespace drydock::report {

/// Who wrote a line last.
struct LineAuthor {
  std::string commit;  // full id; empty: nobody has committed the line yet
  std::string author;
  std::string date;  // of the author, YYYY-MM-DD
};

enum class SourceRole : uint8_t {
  Value,     // set it
  Template,  // printed it, from the value before
  Earlier,   // set it as well, and was overridden
};

/// A place that has to do with what a field holds.
struct FieldSource {
  SourceRole role = SourceRole::Value;
  SourcePos where;    // no file: the build made it
  std::string value;  // what it says, as JSON on one line; empty: not known, or not to be shown
  std::optional<LineAuthor> author;
};

/// A field of an object and where it comes from: first what counts, then what that overrides, the
/// strongest first.
struct ExplainedField {
  std::string path;
  std::string value;       // as JSON on one line; empty when `is_hidden`
  bool is_hidden = false;  // of a Secret
  std::vector<FieldSource> sources;
};

struct ExplainedObject {
  std::string resource;
  std::string project;
  std::string project_path;
  std::string renderer;
  std::string cluster;
  bool whole_chain = false;  // the lines themselves are shown, and all that was overridden
  std::vector<ExplainedField> fields;
};

/// What `drydock explain` prints for people.
std::string write_explain_text(const ExplainedObject& object, const TextStyle& style);
std::string write_explain_json(const ExplainedObject& object);

}  // namespace drydock::report

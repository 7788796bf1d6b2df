#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace drydock::render {

/// An error while a template runs. Its message is Go's, "template: c/templates/t.yaml:1:3:
/// executing …"; `where` is the innermost place that is in a file, and the notes lead outward from
/// there.
class ExecError : public Error {
 public:
  explicit ExecError(Diagnostic diagnostic, std::vector<size_t> chain)
      : Error(std::move(diagnostic)), chain_(std::move(chain)) {}

  /// Where in the message the text of each error begins that Go's error wraps: the message itself
  /// at 0, then that of an included template, and so on; each is the rest of the message.
  const std::vector<size_t>& chain() const { return chain_; }

 private:
  std::vector<size_t> chain_;
};

/// What `fail` and `required` put around their message, as Helm does, to find it again.
std::string mark_message(std::string_view message);

/// Helm's wording of an error in the syntax of a file, from that of Go's parser.
std::string helm_syntax_error(std::string_view go_text);
/// Helm's wording of an error while a template ran.
std::string helm_exec_error(const ExecError& error, int helm_version);

/// What the original prints after "Error: " for whatever the engine throws: in Helm 3 one line, in
/// Helm 4 a line for each level of includes where all of them are templates. Errors that the
/// original does not have, such as limits, are in our own words.
std::string helm_error_text(const Error& error, int helm_version);

}  // namespace drydock::render

#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/verdict.h"

namespace drydock::report {

struct VerdictStyle {
  bool summary = false;
  bool verbose = false;  // also what is valid, skipped or empty
  bool is_stdin = false;
};

/// Writes verdicts, one by one, to a text.
class VerdictWriter {
 public:
  virtual ~VerdictWriter() = default;
  virtual void write(const Verdict& verdict) = 0;
  /// What comes at the end; `seconds` is how long the run took, which one format shows.
  virtual void finish(double seconds) = 0;
  /// What was written since the last call.
  std::string take() { return std::move(out_); }

 protected:
  std::string out_;
};

/// One of kubeconform's formats (json, junit, pretty, tap, text), byte by byte what it prints, or
/// `verdicts`: one JSON line for each document. Null for another name.
std::unique_ptr<VerdictWriter> make_verdict_writer(std::string_view format,
                                                   const VerdictStyle& style);

}  // namespace drydock::report

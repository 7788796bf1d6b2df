#pragma once

#include <exception>
#include <string>
#include <utility>

#include "core/diagnostic.h"

namespace drydock {

/// The one exception: thrown by a reader or evaluator that cannot go on. Caught in `projects/`, so
/// that other projects still render, and in `cli/main.cc`.
class Error : public std::exception {
 public:
  explicit Error(Diagnostic diagnostic) : diagnostic_(std::move(diagnostic)) {}

  const Diagnostic& diagnostic() const { return diagnostic_; }
  Diagnostic& diagnostic() { return diagnostic_; }
  const char* what() const noexcept override { return diagnostic_.message.c_str(); }

 private:
  Diagnostic diagnostic_;
};

/// Throws Error with severity error.
[[noreturn]] void fail(std::string_view rule, std::string message, SourcePos where = {});

}  // namespace drydock

#pragma once

#include <span>
#include <string_view>

namespace drydock::cli {

/// A file that makes a CI service run drydock. docs/ci/ holds the same texts.
struct CiFile {
  std::string_view service;  // for `init --ci`
  std::string_view path;     // where the service looks for it, below the root
  std::string_view name;     // in docs/ci/
  std::string_view text;
  std::string_view next;  // what is left to do, one or two sentences
};

/// One for each service, and behind them variants that only docs/ci/ has (those have no service).
std::span<const CiFile> ci_files();

}  // namespace drydock::cli

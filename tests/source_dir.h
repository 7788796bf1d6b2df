#pragma once

#include <string>

/// The root of the checkout that the tests were built from; written by CMake.
extern const char* const kSourceDir;

namespace drydock {

/// The path of a file of the checkout.
inline std::string source_path(const std::string& relative) {
  return std::string(kSourceDir) + "/" + relative;
}

}  // namespace drydock

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/live_fleet.h"
#include "cli/lsp/protocol.h"

namespace drydock::cli::lsp {

/// A place in a text that an editor shows.
struct Cursor {
  std::string path;       // relative to the root
  std::string_view text;  // as the editor has it
  Position position;
};

/// What is rendered from the line, in which projects, and where that comes from: Markdown; empty
/// when nothing is. No value of a Secret is in it.
std::string hover(const LiveFleet& fleet, const Cursor& cursor);

/// Where what stands there is defined: objects, files, folders, values, templates. Places in files
/// relative to the root, each once.
struct Target {
  std::string path;
  int line = 1;
  int column = 1;
  int length = 1;
  bool operator==(const Target&) const = default;
};
std::vector<Target> definitions(const LiveFleet& fleet, const Cursor& cursor);

}  // namespace drydock::cli::lsp

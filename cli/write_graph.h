#pragma once

#include <iosfwd>
#include <string_view>

#include "projects/include_graph.h"

namespace drydock::cli {

/// Writes what projects are made of as `text` (a tree for each project), `json` ({nodes, edges}) or
/// `dot` (for Graphviz).
void write_graph(std::ostream& out, const projects::IncludeGraph& graph, std::string_view format);

}  // namespace drydock::cli

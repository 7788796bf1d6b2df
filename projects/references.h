#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/source.h"

namespace drydock::projects {

/// What a kustomization file names, as far as discovery needs it. Paths are relative to the root;
/// whether something is there is for the caller to see. Remote names and what leaves the root are
/// left out.
struct KustomizationReferences {
  bool component = false;              // kind: Component, made for being included
  std::vector<std::string> included;   // resources, bases, components: files and folders
  std::vector<std::string> mentioned;  // everything else that may be a file
  std::vector<std::string> charts;     // folders of local charts
};

/// Reads a kustomization file; what cannot be read names nothing.
KustomizationReferences read_kustomization_references(const SourceFile& file);

struct ChartReferences {
  bool library = false;  // type: library, which renders nothing by itself
  std::string name;
  std::vector<std::string> charts;  // folders of dependencies with `repository: file://...`
};

/// Reads a Chart.yaml; what cannot be read names nothing.
ChartReferences read_chart_references(const SourceFile& file);

}  // namespace drydock::projects

#pragma once

#include <string>
#include <vector>

#include "cli/live_fleet.h"
#include "plan/field_path.h"
#include "plan/kind_facts.h"

namespace drydock::cli {

/// A line of a manifest that holds a field, and the place that set it.
struct ManifestField {
  int line = 0;  // of `ManifestView::text`, from 1
  std::string path;
  SourcePos set;           // no file: the build made it
  bool is_hidden = false;  // of a Secret
};

/// An object as the cluster gets it, for people: YAML with sorted keys, values of Secrets hidden.
struct ManifestView {
  std::string text;
  std::vector<ManifestField> fields;  // by line
};

/// Refers to what was rendered. `kinds` has the definitions of the project's fleet.
ManifestView view_manifest(const RenderedProject& project, const Resource& resource,
                           const plan::Kinds& kinds);

}  // namespace drydock::cli

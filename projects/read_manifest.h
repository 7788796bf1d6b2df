#pragma once

#include "core/rendered.h"
#include "core/source.h"

namespace drydock::projects {

/// Adds the objects of one file of plain manifests to a project, Lists expanded, in order. YAML
/// files without objects and JSON files that do not look like objects add nothing. What is wrong
/// with the file becomes a problem: an error, or a warning when nothing in it speaks of objects.
void read_manifest(const SourceFile& file, RenderedProject& out);

/// Larger files of manifests are refused.
inline constexpr size_t kMaxManifestSize = 64u * 1024 * 1024;

}  // namespace drydock::projects

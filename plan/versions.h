#pragma once

#include "plan/content.h"
#include "plan/kind_facts.h"

namespace drydock::plan {

/// The version of a kind that the server serves best, in the group that serves it today: what
/// objects of different versions are compared in.
Gvk best_version(const Gvk& gvk);

/// Writes an object in another version of its kind, as the server converts it: fields that have
/// another name or place there. What both versions share stays as it is.
void convert(Node& root, const Gvk& from, const Gvk& to, Arena& arena);

}  // namespace drydock::plan

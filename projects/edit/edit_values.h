#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/source.h"

namespace drydock::projects {

struct ValueEdit {
  std::string path;  // "image.tag", "containers[0].image", "env[name=LOG].value", "a\.b.c"
  std::string value;
  std::string object;       // "Kind/name": the document that is meant; empty: the only one
  bool is_string = false;   // also where it looks like a number or boolean
  bool may_create = false;  // what is not there is made
};

/// The text of a file with one value set. A value that was a string stays one. Throws Error, with
/// the nearest keys, for a path that leads nowhere, for a collection at its end, and when several
/// documents have it.
std::string set_value(const SourceFile& file, const ValueEdit& edit);

using Labels = std::vector<std::pair<std::string, std::string>>;

/// The text of a file with labels set: in every object of manifests; in a kustomization where it
/// sets that label already, else in an entry of `labels` without selectors, since those of objects
/// that exist cannot change.
std::string set_labels(const SourceFile& file, const Labels& labels);

}  // namespace drydock::projects

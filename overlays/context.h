#pragma once

#include <deque>
#include <unordered_map>
#include <vector>

#include "core/arena.h"
#include "core/diagnostic.h"
#include "overlays/object.h"
#include "schemas/merge_schema.h"

namespace drydock::overlays {

class Loader;
class ParsedFiles;

/// What transforms and generators work with.
///
/// A transform is a plain function `void apply(ObjectList& objects, const Config& config, Context&
/// context)`, in overlays/transforms/<name>.h; a generator returns the objects it made. Both throw
/// Error for what kustomize refuses.
struct Context {
  Arena& arena;                          // of the build: whatever ends in an object lives here
  std::deque<Object>& objects;           // owns all objects of the build
  Loader& loader;                        // reads files beside the kustomization at work
  const schemas::MergeSchemas* schemas;  // in force; the `openapi` field changes them
  std::vector<Diagnostic>& warnings;
  std::deque<SourceFile>& texts;  // owns texts that nodes point to and that are no files
  std::unordered_map<const SourceFile*, LineIndex>& line_indexes;
  ParsedFiles* parsed_files;  // shared with other builds; null when there are none

  Object& new_object(Node* root) const {
    Object& object = objects.emplace_back();
    object.root = root;
    if (root) object.defined_at = root->where();
    return object;
  }

  const LineIndex& lines_of(const SourceFile& file) const {
    return line_indexes.try_emplace(&file, file.text).first->second;
  }
};

}  // namespace drydock::overlays

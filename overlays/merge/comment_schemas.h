#pragma once

#include <deque>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "core/arena.h"
#include "core/source.h"
#include "core/yaml/node.h"
#include "schemas/merge_schema.h"

namespace drydock::overlays {

/// Schemas that comments give fields, as kyaml reads them: `items: # {"type": "array",
/// "x-kubernetes-patch-strategy": "merge"}`, or in the line above. Trees have no comments, so they
/// are looked for in the file, if it has any that look like a schema.
class CommentSchemas {
 public:
  explicit CommentSchemas(Arena& arena) : arena_(arena) {}

  /// The schema beside a field; false when there is none.
  schemas::MergeSchema find(const NodeEntry& field);

 private:
  const LineIndex* lines_of(const SourceFile& file);
  schemas::MergeSchema parse(std::string_view comment);

  Arena& arena_;
  const SourceFile* last_file_ = nullptr;
  const LineIndex* last_lines_ = nullptr;
  std::unordered_map<const SourceFile*, std::optional<LineIndex>> files_;
  std::deque<schemas::JsonValue> schemas_;
};

}  // namespace drydock::overlays

#pragma once

#include <string>
#include <vector>

#include "cli/helm_call.h"
#include "core/arena.h"
#include "core/value.h"
#include "render/values.h"

namespace drydock::cli {

/// The flags that give values, and what they give.
class HelmValues {
 public:
  void add_flags(GoFlags& flags);

  /// Reads the files and merges all values, in Helm's order: by the kind of flag, then by position.
  /// Throws Error with Helm's text. Never null.
  ValueMap* merge(HelmCall& call, Arena& arena);

  /// The files of -f, in their order; after `merge`.
  const std::vector<const SourceFile*>& files() const { return files_; }
  /// Where the values stand in them.
  const ValueOrigins& origins() const { return origins_; }

 private:
  ValueMap* merge_files(HelmCall& call, Arena& arena);
  ValueMap* set_json(HelmCall& call, ValueMap* values, Arena& arena);
  const SourceFile& read(HelmCall& call, const std::string& path);

  std::vector<std::string> value_files_;
  std::vector<std::string> sets_;
  std::vector<std::string> string_sets_;
  std::vector<std::string> file_sets_;
  std::vector<std::string> json_sets_;
  std::vector<std::string> literal_sets_;
  std::vector<const SourceFile*> files_;
  ValueOrigins origins_{render::kUserOrigins};
};

}  // namespace drydock::cli

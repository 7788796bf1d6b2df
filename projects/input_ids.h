#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/input_log.h"
#include "core/pack.h"
#include "core/source_cache.h"

namespace drydock::projects {

/// Ids of what projects depend on in a tree, each found out once in a run: equal to those of
/// another run only when the files, the names in folders and what is missing are the same. What the
/// tree knows ids of is not read. Safe from many threads; `files` must outlive it.
class InputIds {
 public:
  explicit InputIds(SourceCache& files) : files_(files) {}

  /// One id for the state of all inputs. Throws Error when one cannot be read.
  std::string of(const InputLog& inputs);
  /// Of a file, or of all that is below a folder. Throws Error.
  std::string of_all(const std::string& path);

 private:
  using Known = std::unordered_map<std::string, std::string>;

  template <class Find>
  std::string once(Known& known, const std::string& path, Find find);
  std::string of_file(const std::string& path);
  std::string of_list(const std::string& folder);
  std::string of_entries(const std::string& folder, int depth);

  SourceCache& files_;
  std::mutex mutex_;
  Known of_files_, of_lists_, of_folders_;
};

void pack_inputs(PackWriter& out, const InputLog& inputs);
InputLog unpack_inputs(PackReader& in);

}  // namespace drydock::projects

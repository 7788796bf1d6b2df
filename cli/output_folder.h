#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/resource.h"

namespace drydock::cli {

/// A file of manifests that is to be written.
struct OutputFile {
  std::string path;     // below the folder; see `output_path`
  std::string project;  // what to know it by the next time: UTF-8
  std::string text;
};

struct OutputChange {
  size_t written = 0;
  size_t unchanged = 0;
  size_t removed = 0;
  std::vector<std::string> kept;  // no project has them any more, but somebody else changed them
};

/// Makes a folder hold these files. Those that have the text already are not touched; new ones get
/// their name when they are complete. Earlier files of a project for which `replaced` holds are
/// removed when they are not among the files: only those that an earlier call wrote and nobody
/// changed since. What a call wrote stands in `.drydock-rendered` in the folder, from before
/// the first file on, so that a run that was killed is finished by the next one. Throws Error when
/// something cannot be written, or when a folder on the way is a symbolic link.
OutputChange write_output(const std::string& folder, std::vector<OutputFile> files,
                          const std::function<bool(const std::string& project)>& replaced);

/// Those of the paths where something else stands than what an earlier call wrote, or should be
/// written now: `write_output` would replace it.
std::vector<std::string> foreign_files(const std::string& folder,
                                       const std::vector<OutputFile>& files);

/// "Kind.group_namespace_name", what a file of one object is called: `_` stands in none of the
/// four.
std::string object_file_name(const Resource& resource);

/// A path below a folder, made of words of any sort: parts between `/` get names that every file
/// system takes, and none leads upwards.
std::string output_path(std::string_view words, std::string_view extension);

}  // namespace drydock::cli

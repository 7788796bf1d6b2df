#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "plan/side.h"

namespace drydock::plan {

// Names that appliers and file systems take, made of names of any sort. What cannot stay as it is
// gets eight digits of a hash behind it, so that two names never become one, and an object keeps
// its name whatever stands beside it.

/// One part of a path, in lower case: "apps_shop" of "apps/shop".
std::string path_word(std::string_view word);

/// The name of an object of Kubernetes, at most 45 characters, without "--": "apps.shop".
std::string object_name(std::string_view word);

/// What configuration languages call an object: "deployment-apps_shop_web". Depends on what the
/// object is, not on the project that has it.
std::string identifier_of(const PlanObject& object);

/// An object and the folder that its file goes to.
struct FiledObject {
  std::string folder;
  const PlanObject* object = nullptr;
};

/// Paths of files, one for each object, in the same order: "FOLDER/deployment-web.yaml"; where two
/// would have one name, with their groups in front.
std::vector<std::string> file_paths(std::span<const FiledObject> objects);

/// The folder of an object below that of its project: its namespace, or "_cluster".
std::string place_of(const PlanObject& object);

}  // namespace drydock::plan

#pragma once

#include <string_view>

struct lua_State;

namespace drydock::validate::policy {

/// The parts of an image reference as container runtimes take them apart; views of the text. Never
/// fails: what is no reference has only a repository.
struct ImageName {
  std::string_view registry;    // empty: the default one
  std::string_view repository;  // without registry
  std::string_view tag;
  std::string_view digest;  // "sha256:..."
};

ImageName split_image(std::string_view text);

/// Pushes a table with the parts; `name` is the last part of the repository.
void push_image(lua_State* lua, std::string_view text);

}  // namespace drydock::validate::policy

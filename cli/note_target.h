#pragma once

#include <functional>
#include <string>

#include "fetch/note_service.h"

namespace drydock::cli {

/// Where a note goes and who writes it, as the command line has it. What is empty comes from the
/// variables that the CI service sets.
struct NoteFlags {
  std::string service;
  std::string api;
  std::string project;
  std::string request;
  std::string token_variable;  // its name
  std::string token_file;
  std::string user;
  std::string name;         // of the note
  int max_wait = 120;       // seconds, in all
  int timeout = 30;         // seconds, of each step
  bool plain_http = false;  // also to other hosts than this one
};

/// Reads variables of the environment; "" for those that are not set.
using Variables = std::function<std::string(const char* name)>;

struct NoteTarget {
  const fetch::NoteService* service = nullptr;
  fetch::Url api;
  fetch::NotePlace place;
  fetch::ApiToken token;
};

/// Throws Error that says which variable or flag is missing or wrong.
NoteTarget note_target(const NoteFlags& flags, const Variables& variables);

}  // namespace drydock::cli

#pragma once

#include <span>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/note_target.h"

namespace drydock::cli {

/// "gitlab" ...
std::vector<std::string> note_service_names();

/// Puts reports in Markdown on the merge request, as one note, and says on the session's out what
/// became of it. Throws Error when that cannot be done.
void post_reports(const NoteFlags& flags, std::span<const std::string> reports, Session& session);

/// The same at the end of a check, with everything from the CI service's variables and all words on
/// the session's err -> whether it could be done.
bool post_checked(const std::string& service, std::string report, Session& session);

}  // namespace drydock::cli

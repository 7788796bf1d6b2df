#pragma once

#include <string>
#include <vector>

#include "fetch/note_service.h"

namespace drydock::fetch {

/// What is to become of the thread of a note.
enum class ThreadWish {
  Open,  // something is to be done
  Keep,  // as it is
  Done,  // nothing is left
};

struct NoteText {
  std::string marker;  // the note's first line, by which it is found again
  std::string body;    // begins with the marker
  ThreadWish wish = ThreadWish::Keep;
};

enum class PostResult { Nothing, Created, Updated, Unchanged };

struct PostOutcome {
  PostResult result = PostResult::Nothing;
  std::vector<std::string> remarks;  // what did not work beside the note itself: sentences
};

/// Puts the note on the merge request: changes the one that is there, or makes one unless nothing
/// is left to be done. Others of the same marker and author are removed. Notes of other authors
/// are left alone, whatever they begin with. Throws Error with what to check when the service does
/// not let it.
PostOutcome post_note(const NoteService& service, const NotePlace& place, const NoteText& text,
                      ApiClient& api);

}  // namespace drydock::fetch

#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace drydock::report {

/// How many findings a report in Markdown has that are new.
struct NoteState {
  size_t found = 0;
  size_t failing = 0;  // of these, those that fail the run
};

/// The line below the marker of a report in Markdown, with its line break.
std::string note_state_line(const NoteState& state);

/// The state that a report in Markdown tells; nothing for a text that is no such report.
std::optional<NoteState> read_note_state(std::string_view markdown);

/// What a service takes as a note.
struct NoteStyle {
  size_t most_bytes = 65536;
  bool html = true;     // false: its Markdown shows comments and <details> as they are written
  std::string run_url;  // where the whole reports are; empty: unknown
};

/// The first line of a note, without its line break, by which it is found again. A merge request
/// has one note for each name; the usual one has none.
std::string note_marker(std::string_view name, bool html);

/// One note of several reports in Markdown, all of which have a state. What is too long is cut
/// between two paragraphs, with a word about it.
std::string make_note(std::span<const std::string> reports, std::string_view name,
                      const NoteStyle& style);

}  // namespace drydock::report

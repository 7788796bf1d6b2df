#pragma once

#include <cstdint>

#include "core/diagnostic.h"
#include "core/pack.h"
#include "core/rules.h"

// How files for other runs hold positions and diagnostics. Which number a file has in them is the
// business of the caller.
namespace drydock {

/// Deeper notes of notes are damage.
constexpr int kDeepestPackedNotes = 100;

inline void pack_position(PackWriter& out, const SourcePos& where, size_t file) {
  out.number(file);
  out.number(static_cast<uint64_t>(where.line));
  out.number(static_cast<uint64_t>(where.column));
  out.number(static_cast<uint64_t>(where.length));
}

/// `put_place` packs a SourcePos.
template <class PutPlace>
void pack_diagnostic(PackWriter& out, const Diagnostic& diagnostic, const PutPlace& put_place) {
  out.number(static_cast<uint64_t>(diagnostic.severity));
  out.text(diagnostic.rule);
  out.text(diagnostic.message);
  out.text(diagnostic.help);
  put_place(diagnostic.where);
  out.number(diagnostic.notes.size());
  for (const Diagnostic& note : diagnostic.notes) pack_diagnostic(out, note, put_place);
}

/// What stands behind the number of the file.
inline SourcePos unpack_position(PackReader& in, const SourceFile* file) {
  SourcePos where;
  where.file = file;
  where.line = static_cast<int>(in.number_up_to(INT32_MAX));
  where.column = static_cast<int>(in.number_up_to(INT32_MAX));
  where.length = static_cast<int>(in.number_up_to(INT32_MAX));
  return where;
}

/// `place` unpacks a SourcePos. Throws Error with rule `index-invalid` for what is damaged.
template <class Place>
Diagnostic unpack_diagnostic(PackReader& in, const Place& place, int depth = 0) {
  if (depth > kDeepestPackedNotes) in.damaged();
  Diagnostic out;
  out.severity = static_cast<Severity>(in.number_up_to(static_cast<uint64_t>(Severity::Error)));
  std::string_view id = in.text();
  const Rule* rule = find_rule(id);
  if (!rule && !id.empty()) in.damaged();
  if (rule) out.rule = rule->id;
  out.message = in.text();
  out.help = in.text();
  out.where = place();
  for (size_t count = in.count(); count > 0; --count) {
    out.notes.push_back(unpack_diagnostic(in, place, depth + 1));
  }
  return out;
}

}  // namespace drydock

#pragma once

namespace drydock::render {

/// Where a brace stands twice in a row ("{{", "}}"), or `end`. Texts are full of single ones, at
/// each of which a search for the first character would stop.
const char* find_doubled_brace(const char* at, const char* end, char brace);

}  // namespace drydock::render

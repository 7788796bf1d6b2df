#pragma once

#include <string>

#include "render/template/parse.h"

namespace drydock::render {

/// The tree in one line for tests: kind, position and contents of every node, as in
/// `(action@3 (pipe@3 (command@3 (field@3 .a.b))))`. A variable has its place on the stack behind
/// it,
/// `$x#1`, or `#?` where only the run decides and `#-` where it will not be there. Definitions come
/// first, by the order of the text; an error is `error LINE: MESSAGE`.
std::string dump(const ParsedTemplate& parsed);
std::string dump(const TreeNode& node);

}  // namespace drydock::render

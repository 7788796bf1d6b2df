#pragma once

#include <string>
#include <string_view>

#include "core/arena.h"
#include "render/template/lex.h"
#include "render/template/tree.h"

namespace drydock::render {

/// Fills in what a number, a character or a complex constant stands for; returns what is wrong with
/// it, or "". `token.text` is kept.
std::string read_number(NumberNode& node, const Token& token, Arena& arena);

}  // namespace drydock::render

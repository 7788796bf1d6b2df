#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "render/builtins/builtin.h"
#include "render/time/go_time.h"

namespace drydock::render {

/// Reads "2006-01-02T15:04:05.9+07:00" and the shorter forms that TOML 1.1 knows, as
/// BurntSushi/toml does: what has no offset is in one of three zones that say what was left out.
std::optional<GoTime> read_toml_date(std::string_view text, Context& context);

/// The same, backwards.
std::string toml_date_text(const GoTime& time);

}  // namespace drydock::render

#pragma once

#include <initializer_list>
#include <string>

#include "fetch/http.h"

namespace drydock::cli {

/// The first variable of the environment that is set and not empty; else "".
std::string environment_text(std::initializer_list<const char*> names);

/// Proxies and certificates as the environment has them.
fetch::HttpSettings web_settings();

}  // namespace drydock::cli

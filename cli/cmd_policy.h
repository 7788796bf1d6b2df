#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace drydock::cli {

struct Session;

/// `drydock policy new|test|list|explain|doc|types|bench|health`.
std::function<int(Session&)> configure_policy(CLI::App& app);

}  // namespace drydock::cli

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace drydock::validate::server {

/// What is wrong with a schedule, in the words of robfig/cron's standard parser: five fields, or
/// "@daily", "@every 1h30m" and so on. Nothing when it is right.
std::optional<std::string> cron_problem(std::string_view schedule);

}  // namespace drydock::validate::server

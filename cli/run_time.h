#pragma once

#include <cstdint>
#include <string>

namespace drydock::cli {

/// The time that a run has for all its questions, in seconds since 1970: noon of `today`
/// (YYYY-MM-DD) when it is given, else the time of the last commit of the repository, so that a run
/// can be repeated; else the clock. Throws Error for what is no day.
int64_t run_time(const std::string& today, const std::string& folder);

}  // namespace drydock::cli

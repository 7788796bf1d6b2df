#include "cli/progress.h"

#include <fmt/format.h>

#include <ostream>

namespace drydock::cli {
namespace {

constexpr size_t kWidth = 30;
constexpr std::string_view kClearLine = "\r\033[K";

}  // namespace

Progress::~Progress() {
  if (drawn_) out_ << kClearLine << std::flush;
}

std::function<void(size_t)> Progress::step() {
  if (!shown_) return {};
  return [this](size_t total) { count(total); };
}

/// Drawn again only when a percent more is done, so that drawing takes no time.
void Progress::count(size_t total) {
  std::lock_guard lock(mutex_);
  ++done_;
  size_t percent = total == 0 ? 100 : done_ * 100 / total;
  if (drawn_ && percent == percent_) return;
  drawn_ = true;
  percent_ = percent;
  size_t full = percent * kWidth / 100;
  out_ << kClearLine
       << fmt::format("{} [{}{}] {}/{}", what_, std::string(full, '='),
                      std::string(kWidth - full, ' '), done_, total)
       << std::flush;
}

}  // namespace drydock::cli

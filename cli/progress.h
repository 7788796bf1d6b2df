#pragma once

#include <functional>
#include <iosfwd>
#include <mutex>
#include <string>

namespace drydock::cli {

/// A bar on a terminal that says how much of a job is done; nothing where there is no terminal. It
/// is gone when this goes. Counting is safe from many threads.
class Progress {
 public:
  Progress(std::ostream& out, bool is_terminal, std::string what)
      : out_(out), shown_(is_terminal), what_(std::move(what)) {}
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// To be called with how many there are, whenever one of them is done.
  std::function<void(size_t total)> step();

 private:
  void count(size_t total);

  std::ostream& out_;
  bool shown_;
  std::string what_;
  std::mutex mutex_;
  size_t done_ = 0;
  size_t percent_ = 0;
  bool drawn_ = false;
};

}  // namespace drydock::cli

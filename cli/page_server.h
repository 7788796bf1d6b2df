#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace drydock::cli {

/// What somebody wants to see: the path behind the token, "api/state", and its parameters.
struct PageRequest {
  std::string path;
  std::map<std::string, std::string, std::less<>> parameters;

  /// Empty when it is not there.
  std::string_view parameter(std::string_view name) const;
};

struct PageAnswer {
  int status = 200;
  std::string type = "application/json";
  std::string body;
  std::string tag = {};  // an ETag; empty: none
};

/// Serves one page to the browsers of this machine: on the loopback address, below a path that only
/// who was told knows, to requests that name this very host and come from this very page. Nothing
/// but reading, and what a browser has already is not sent again; a browser that does not read what
/// it is sent is dropped, and comes again. One thread runs it; `tell` and `stop` are safe from
/// others.
class PageServer {
 public:
  /// Binds to 127.0.0.1; port 0 is any that is free. Throws Error when it is taken.
  PageServer(int port, std::string token, std::function<PageAnswer(const PageRequest&)> answer);
  ~PageServer();
  PageServer(const PageServer&) = delete;
  PageServer& operator=(const PageServer&) = delete;

  int port() const { return port_; }
  /// "http://127.0.0.1:4711/TOKEN/"
  std::string address() const;

  /// Until `stop`, or until `other` can be read (-1: nothing).
  void run(int other = -1);
  void stop();
  /// Sends an event to every page that listens. `data` is one line.
  void tell(std::string_view event, std::string_view data);
  size_t connections() const { return connections_.size(); }

 private:
  class Connection;

  bool serve(Connection& connection);
  void accept_all();
  void take_told();
  void wake() const;
  PageAnswer answer(Connection& connection);
  bool is_allowed(const Connection& connection, PageAnswer& refusal) const;
  void beat();

  std::string token_;
  std::function<PageAnswer(const PageRequest&)> answer_;
  int listener_ = -1;
  int wake_ = -1;
  int port_ = 0;
  std::list<std::unique_ptr<Connection>> connections_;
  std::chrono::steady_clock::time_point next_beat_;
  std::mutex mutex_;  // of what follows
  bool stopped_ = false;
  std::string told_;
};

/// 128 bits that nobody can guess, in hex.
std::string random_token();

}  // namespace drydock::cli

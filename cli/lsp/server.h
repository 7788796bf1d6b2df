#pragma once

#include <map>
#include <memory>
#include <string>

#include "cli/command.h"
#include "cli/live_loop.h"
#include "cli/lsp/look_up.h"
#include "cli/lsp/protocol.h"
#include "core/json/stream.h"

namespace drydock::cli::lsp {

/// A language server on two descriptors, for one repository. One thread: while nothing arrives,
/// what was typed is rendered and checked.
class Server {
 public:
  Server(Session& session, int in, int out);
  ~Server();

  /// Until the other side ends it -> the exit code.
  int run();

 private:
  struct Document {
    std::string path;  // relative to the root
    std::string text;
  };

  void take(const std::string& message);
  void request(std::string_view method, const Value& id, const Value& parameters);
  void notification(std::string_view method, const Value& parameters);
  void initialize(const Value& id, const Value& parameters);
  void start();
  void change(const std::string& uri, std::optional<std::string> text);
  void render();
  void follow(const FolderChanges& changes);
  void publish();
  void send_diagnostics(const std::string& path, const std::string& list);
  std::string relative(std::string_view uri) const;
  std::optional<Cursor> cursor_of(const Value& parameters) const;
  std::string text_at(const std::string& path) const;
  void answer(const Value& id, std::string_view result);
  void refuse(const Value& id, int code, std::string_view message);
  std::string hover_answer(const Value& parameters) const;
  std::string definition_answer(const Value& parameters) const;
  std::string completion_answer(const Value& parameters) const;
  std::string action_answer(const Value& parameters) const;

  Session& session_;
  Channel channel_;
  std::string root_;
  std::unique_ptr<LiveFleet> fleet_;
  std::unique_ptr<FolderWatch> watch_;
  std::map<std::string, Document> documents_;       // by URI
  std::map<std::string, TreeChange> typed_;         // and not rendered yet, by path
  std::map<std::string, std::string> diagnostics_;  // as they were sent, by path
  bool judges_ = false;                             // what was rendered is to be checked
  bool is_shut_down_ = false;
  bool ends_ = false;
};

}  // namespace drydock::cli::lsp

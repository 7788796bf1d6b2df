#pragma once

#include <functional>
#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/flags.h"
#include "core/source.h"

namespace drydock::cli {

/// Flags that every command takes.
struct GlobalFlags {
  std::string directory;                        // -C
  int jobs = 0;                                 // --jobs; 0: one for each core
  std::string color = "auto";                   // --color
  std::vector<std::string> sources;             // --source: "URL=DIR"
  std::vector<std::string> argocd_config = {};  // --argocd-config: files and folders
  bool allow_network = false;                   // --allow-network: charts of definitions
};

/// What a command works with: its flags are read already, output goes to streams.
struct Session {
  GlobalFlags flags;
  std::istream& in;
  std::ostream& out;  // the result, nothing else
  std::ostream& err;  // everything else
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  std::vector<std::string> words = {};  // of the command line
  Sources sources =
      {};  // every file of the run; here, so that errors that end it can show their lines

  /// Whether the result may have colours: --color, else NO_COLOR and the terminal.
  bool use_color() const;
};

/// Exit codes of our own verbs.
inline constexpr int kExitClean = 0;
inline constexpr int kExitFindings = 1;
inline constexpr int kExitUsage = 2;

/// One verb. `configure` adds its flags and returns what runs it; the flags' storage lives
/// in the returned function. A verb that stands in for another program has `run_as_original`
/// instead, which reads the words behind the verb as that program does (cli/go_flags.h) and returns
/// that program's exit code.
struct Command {
  std::string_view name;
  std::string_view group;    // heading in the overview
  std::string_view summary;  // one line
  std::function<int(Session&)> (*configure)(Flags& flags);
  int (*run_as_original)(Session& session, std::span<const std::string> args) = nullptr;
};

/// All verbs, in the order of the overview.
std::span<const Command> commands();

}  // namespace drydock::cli

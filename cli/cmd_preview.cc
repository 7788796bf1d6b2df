#include "cli/cmd_preview.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <memory>
#include <ostream>
#include <thread>

#include "cli/live_loop.h"
#include "cli/live_session.h"
#include "cli/page_server.h"
#include "cli/preview_data.h"
#include "core/error.h"
#include "core/excerpt.h"
#include "core/json/write.h"
#include "preview/page.h"

namespace drydock::cli {
namespace {

struct PreviewFlags {
  LiveFlags live;
  int port = 0;
  bool open = false;
  CacheFlags cache;
};

size_t number(std::string_view text) {
  size_t value = 0;
  for (char c : text) {
    if (c < '0' || c > '9' || value > 1000000) return SIZE_MAX;
    value = value * 10 + static_cast<size_t>(c - '0');
  }
  return text.empty() ? SIZE_MAX : value;
}

PageAnswer answer(const LiveFleet& fleet, const PageRequest& request) {
  if (const preview::PageFile* file = preview::find_page_file(request.path)) {
    return {200, std::string(file->type), std::string(file->text)};
  }
  auto lock = fleet.read_lock();
  std::string_view project = request.parameter("project");
  PageAnswer found;
  if (request.path == "api/state") {
    found.body = preview_state(fleet);
  } else if (request.path == "api/project") {
    found.body = preview_project(fleet, project);
  } else if (request.path == "api/field") {
    found.body = preview_field(fleet, project, number(request.parameter("object")),
                               request.parameter("path"));
  } else if (request.path == "api/findings") {
    found.body = preview_findings(fleet);
  } else if (request.path == "api/finding") {
    found.body = preview_finding(fleet, request.parameter("id"));
  } else if (request.path == "api/map") {
    found.type = "image/svg+xml; charset=utf-8";
    found.body = preview_map(fleet);
  } else if (request.path == "api/compare") {
    found.body = preview_compare(fleet, std::string(request.parameter("left")),
                                 std::string(request.parameter("right")));
  } else {
    fail("", "there is nothing here");
  }
  return found;
}

/// The projects that were rendered after a version, in one line; null for most of them.
std::string what_is_new(const LiveFleet& fleet, uint64_t version) {
  constexpr size_t kMost = 200;
  std::string names;
  size_t count = 0;
  for (const auto& project : fleet.projects()) {
    if (project->version <= version || ++count > kMost) continue;
    if (!names.empty()) names += ',';
    append_json_string(names, project->now.project->name, false);
  }
  return fmt::format(R"({{"version":{},"projects":{}}})", fleet.version(),
                     count > kMost ? "null" : "[" + names + "]");
}

/// The thread that renders, as long as the server runs.
class Engine {
 public:
  Engine(LiveSession& live, PageServer& server, Session& session)
      : stop_(eventfd(0, EFD_CLOEXEC)), thread_([&] { run(live, server, session); }) {}
  ~Engine() {
    uint64_t one = 1;
    [[maybe_unused]] ssize_t written = write(stop_, &one, sizeof one);
    thread_.join();
    close(stop_);
  }
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

 private:
  void run(LiveSession& live, PageServer& server, Session& session) {
    uint64_t told = 0;
    auto tell = [&](LiveEvent event) {
      constexpr std::string_view kNames[] = {"listed", "rendered", "judged", "trouble"};
      server.tell(kNames[static_cast<size_t>(event)], what_is_new(live.fleet, told));
      told = live.fleet.version();
      live.tell_limits();
    };
    try {
      LiveLoop loop(live.fleet, live.watch, tell);
      loop.start();
      live.tell_limits();
      loop.run(stop_);
    } catch (const std::exception& error) {
      session.err << "drydock: " << printable(error.what()) << "\n" << std::flush;
      server.stop();
    }
  }

  int stop_;
  std::thread thread_;
};

int run_preview(const PreviewFlags& options, Session& session) {
  LiveOptions more;
  more.cache = options.cache;
  LiveSession live(options.live, session, std::move(more));
  PageServer server(options.port, random_token(),
                    [&](const PageRequest& request) { return answer(live.fleet, request); });
  session.out << server.address() << "\n" << std::flush;
  session.err << fmt::format("previewing {}; Ctrl-C ends it\n",
                             printable(live.fleet.options().folder))
              << std::flush;
  Engine engine(live, server, session);
  if (options.open && !start_program("xdg-open", server.address().c_str())) {
    session.err << "note: there is no xdg-open: open the address yourself\n" << std::flush;
  }
  server.run(live.stop.descriptor());
  return kExitClean;
}

}  // namespace

std::function<int(Session&)> configure_preview(Flags& flags) {
  auto options = std::make_shared<PreviewFlags>();
  add_live_flags(flags, options->live,
                 "also show what differs from this revision, from where HEAD parted from it");
  flags.number("--port", options->port, "of 127.0.0.1; default: one that is free")
      .value_name("N")
      .between(0, 65535);
  flags.toggle("--open", options->open, "open the page in the browser");
  add_cache_flags(flags, options->cache);
  return [options](Session& session) { return run_preview(*options, session); };
}

}  // namespace drydock::cli

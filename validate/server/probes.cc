#include "validate/server/probes.h"

#include <fmt/format.h>

#include "validate/server/names.h"
#include "validate/server/paths.h"

namespace drydock::validate::server {
namespace {

void check_exec(const Field& action) {
  if (action["command"].empty()) action["command"].required();
}

void check_http(const Field& action) {
  check_port(action["port"]);
  Field scheme = action["scheme"];
  if (!scheme.text().empty()) scheme.one_of({"HTTP", "HTTPS"});
  Field headers = action["httpHeaders"];
  for (Field header : headers.each()) {
    headers.invalid_all(header["name"].text(), http_header_name(header["name"].text()));
  }
}

void check_tcp(const Field& action) { check_port(action["port"]); }
void check_grpc(const Field& action) { check_port_number(action["port"], action["port"].number()); }

struct Handler {
  std::string_view key;
  void (*check)(const Field& action);
};
constexpr Handler kProbeHandlers[] = {
    {"exec", check_exec}, {"httpGet", check_http}, {"tcpSocket", check_tcp}, {"grpc", check_grpc}};
constexpr size_t kHookHandlers = 3;  // without grpc

bool note_handler(const Field& action, int& handlers) {
  if (++handlers == 1) return true;
  action.forbidden("may not specify more than 1 handler type");
  return false;
}

int check_handlers(const Field& holder, size_t count) {
  int handlers = 0;
  for (size_t i = 0; i < count; ++i) {
    Field action = holder[kProbeHandlers[i].key];
    if (action && note_handler(action, handlers)) kProbeHandlers[i].check(action);
  }
  return handlers;
}

void check_hook(const Field& hook, int64_t grace_seconds) {
  if (!hook) return;
  int handlers = check_handlers(hook, kHookHandlers);
  Field sleep = hook["sleep"];
  if (sleep && note_handler(sleep, handlers)) {
    int64_t seconds = sleep["seconds"].number();
    if (seconds < 0 || seconds > grace_seconds) {
      sleep.invalid_number(
          seconds,
          fmt::format("must be non-negative and less than terminationGracePeriodSeconds ({})",
                      grace_seconds));
    }
  }
  if (handlers == 0) hook.required("must specify a handler type");
}

}  // namespace

void check_probe(const Field& probe, ProbeKind kind) {
  if (!probe) return;
  if (check_handlers(probe, std::size(kProbeHandlers)) == 0) {
    probe.required("must specify a handler type");
  }
  for (std::string_view key : {"initialDelaySeconds", "timeoutSeconds", "periodSeconds",
                               "successThreshold", "failureThreshold"}) {
    probe[key].non_negative();
  }
  Field grace = probe["terminationGracePeriodSeconds"];
  if (grace && grace.number() <= 0) {
    grace.invalid_number(grace.number(), "must be greater than 0");
  }
  if (kind == ProbeKind::Readiness) {
    if (grace) grace.invalid("must not be set for readinessProbes");
    return;
  }
  Field successes = probe["successThreshold"];
  // Zero gets the default of one.
  if (successes.number() != 0 && successes.number() != 1) {
    successes.invalid_number(successes.number(), "must be 1");
  }
}

void check_lifecycle(const Field& lifecycle, int64_t grace_seconds) {
  check_hook(lifecycle["postStart"], grace_seconds);
  check_hook(lifecycle["preStop"], grace_seconds);
}

}  // namespace drydock::validate::server

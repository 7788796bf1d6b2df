#include "validate/server/events.h"

#include <fmt/format.h>

#include "validate/server/names.h"

namespace drydock::validate::server {
namespace {

constexpr size_t kLongestName = 128;
constexpr size_t kLongestNote = 1024;

void check_short_text(const Field& text) {
  if (text.require_text() && text.text().size() > kLongestName) {
    text.invalid_text("", fmt::format("can have at most {} characters", kLongestName));
  }
}

/// Keys of fields that have another name in each API.
struct EventNames {
  std::string_view involved;
  std::string_view controller;
  std::string_view note;
};

void check_timed_event(const Object& object, const EventNames& names) {
  const Field& root = object.root;
  Field involved = root.renamed(names.involved, "involvedObject")["namespace"];
  std::string_view home = object.namespace_name;
  if (involved.text().empty() && home != "default" && home != "kube-system") {
    involved.invalid("does not match event.namespace");
  }
  Field controller = root[names.controller];
  controller.require_text();
  controller.invalid_all(qualified_name(controller.text()));
  check_short_text(root["reportingInstance"]);
  check_short_text(root["action"]);
  check_short_text(root["reason"]);
  Field note = root.renamed(names.note, "message");
  if (note.text().size() > kLongestNote) {
    note.invalid_text("", fmt::format("can have at most {} characters", kLongestNote));
  }
}

void check_untimed_event(const Object& object, const EventNames& names) {
  Field involved = object.root.renamed(names.involved, "involvedObject")["namespace"];
  std::string_view wanted = involved.text().empty() ? "default" : involved.text();
  if (object.namespace_name != wanted) involved.invalid("does not match event.namespace");
}

void check_either(const Object& object, const EventNames& names) {
  if (object.root["eventTime"]) {
    check_timed_event(object, names);
  } else {
    check_untimed_event(object, names);
  }
}

}  // namespace

void check_event(const Object& object) {
  check_either(object, {"involvedObject", "reportingComponent", "message"});
}

void check_new_event(const Object& object) {
  const Field& root = object.root;
  check_either(object, {"regarding", "reportingController", "note"});
  if (!root["eventTime"]) root["eventTime"].required();
  Field type = root["type"];
  if (!type.is("Normal") && !type.is("Warning")) {
    type.invalid_text("", fmt::format("has invalid value: {}", type.text()));
  }
  auto must_be_unset = [&](std::string_view key, std::string_view shown) {
    Field old = root.renamed(key, shown);
    bool is_set = old && !old.is("0") && (old.node()->is_scalar() || !old.empty());
    if (is_set) old.invalid_text("", "needs to be unset");
  };
  must_be_unset("deprecatedFirstTimestamp", "firstTimestamp");
  must_be_unset("deprecatedLastTimestamp", "lastTimestamp");
  must_be_unset("deprecatedCount", "count");
  must_be_unset("deprecatedSource", "source");
}

}  // namespace drydock::validate::server

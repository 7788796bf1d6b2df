#include "fetch/note_service.h"

#include "core/json/stream.h"

namespace drydock::fetch {
namespace {

const Value* member(const Value& object, std::string_view key) {
  return object.is_map() ? object.as_map().find(key) : nullptr;
}

const NoteService* const kServices[] = {&kGitlabNotes, &kGithubNotes, &kBitbucketNotes};

}  // namespace

std::span<const NoteService* const> note_services() { return kServices; }

std::string owner_and_name(const NotePlace& place) {
  std::string_view project = place.project;
  size_t slash = std::min(project.find('/'), project.size());
  std::string_view name = project.substr(std::min(slash + 1, project.size()));
  return fmt::format("{}/{}", escape_url_part(project.substr(0, slash)), escape_url_part(name));
}

std::string json_text(const Value& object, std::string_view key) {
  const Value* value = member(object, key);
  if (!value) return "";
  if (value->is_string()) return std::string(value->as_string());
  return value->is_int() ? fmt::format("{}", value->as_int()) : "";
}

Value json_object(const Value& object, std::string_view key) {
  const Value* value = member(object, key);
  return value && value->is_map() ? *value : Value();
}

std::vector<Value> json_objects(const Value& list) {
  std::vector<Value> objects;
  if (!list.is_list()) return objects;
  for (const Value& item : list.as_list()) {
    if (item.is_map()) objects.push_back(item);
  }
  return objects;
}

bool json_flag(const Value& object, std::string_view key) {
  const Value* value = member(object, key);
  return value && value->is_bool() && value->as_bool();
}

std::string json_body(std::string_view key, std::string_view text) {
  JsonStream json;
  json.begin_object().key(key).text(text).end_object();
  return json.take();
}

}  // namespace drydock::fetch

#include "fetch/repository_index.h"

#include <algorithm>
#include <optional>

#include "core/arena.h"
#include "core/error.h"
#include "core/semver.h"
#include "core/yaml/decode.h"
#include "fetch/repositories.h"

namespace drydock::fetch {
namespace {

[[noreturn]] void refuse(const SourceFile& file, std::string_view why) {
  fail("download", fmt::format("{}: {}", file.path, why), {.file = &file});
}

const Value* member(const Value& value, std::string_view key, Value::Kind kind) {
  if (!value.is_map()) return nullptr;
  const Value* found = value.as_map().find(key);
  return found && found->kind() == kind ? found : nullptr;
}

std::string text_of(const Value& value, std::string_view key) {
  const Value* found = member(value, key, Value::Kind::String);
  return found ? std::string(found->as_string()) : "";
}

bool is_set(const Value& value, std::string_view key) {
  const Value* found = member(value, key, Value::Kind::Bool);
  return found && found->as_bool();
}

Value decode(const SourceFile& file, Arena& arena) {
  YamlDecoded decoded = decode_yaml_file(file, arena);
  if (!decoded.go_error.empty()) refuse(file, decoded.go_error);
  return decoded.value;
}

std::optional<SemVersion> version_of(std::string_view text) {
  try {
    return SemVersion::parse(text);
  } catch (const Error&) {
    return std::nullopt;
  }
}

/// Puts items with a version in order, the highest first, and drops the others. The order of equal
/// ones stays.
template <class Item, class TextOf>
void sort_by_version(std::vector<Item>& items, const TextOf& text_of_item) {
  std::erase_if(items, [&](const Item& item) { return !version_of(text_of_item(item)); });
  std::stable_sort(items.begin(), items.end(), [&](const Item& a, const Item& b) {
    return compare(*version_of(text_of_item(a)), *version_of(text_of_item(b))) > 0;
  });
}

ChartVersion read_version(const Value& entry) {
  ChartVersion version;
  version.version = text_of(entry, "version");
  version.digest = text_of(entry, "digest");
  if (const Value* urls = member(entry, "urls", Value::Kind::List)) {
    for (const Value& url : urls->as_list()) {
      if (url.is_string()) version.urls.emplace_back(url.as_string());
    }
  }
  return version;
}

}  // namespace

std::vector<Repository> parse_repositories(const SourceFile& file) {
  Arena arena;
  Value root = decode(file, arena);
  if (root.is_nil()) return {};
  if (!root.is_map()) refuse(file, "it is no list of repositories");
  std::vector<Repository> repositories;
  const Value* listed = member(root, "repositories", Value::Kind::List);
  if (!listed) return {};
  for (const Value& entry : listed->as_list()) {
    Repository repository;
    repository.name = text_of(entry, "name");
    repository.url = text_of(entry, "url");
    repository.username = text_of(entry, "username");
    repository.password = text_of(entry, "password");
    repository.cert_file = text_of(entry, "certFile");
    repository.key_file = text_of(entry, "keyFile");
    repository.ca_file = text_of(entry, "caFile");
    repository.insecure = is_set(entry, "insecure_skip_tls_verify");
    repository.pass_credentials = is_set(entry, "pass_credentials_all");
    repositories.push_back(std::move(repository));
  }
  return repositories;
}

RepositoryIndex RepositoryIndex::parse(const SourceFile& file) {
  Arena arena;
  Value root = decode(file, arena);
  if (text_of(root, "apiVersion").empty()) refuse(file, "no API version specified");
  RepositoryIndex index;
  const Value* entries = member(root, "entries", Value::Kind::Map);
  if (!entries) return index;
  for (const ValueMap::Entry& entry : entries->as_map().entries()) {
    if (!entry.value.is_list()) continue;
    std::vector<ChartVersion>& versions = index.charts_[std::string(entry.key)];
    for (const Value& one : entry.value.as_list()) {
      if (one.is_map()) versions.push_back(read_version(one));
    }
    sort_by_version(versions,
                    [](const ChartVersion& one) -> std::string_view { return one.version; });
  }
  return index;
}

const std::vector<ChartVersion>* RepositoryIndex::find(std::string_view chart) const {
  auto found = charts_.find(chart);
  return found == charts_.end() ? nullptr : &found->second;
}

bool is_version(std::string_view text) { return version_of(text).has_value(); }

bool same_version(std::string_view a, std::string_view b) {
  std::optional<SemVersion> first = version_of(a);
  std::optional<SemVersion> second = version_of(b);
  if (!first) return a == b;
  return second && compare(*first, *second) == 0;
}

void sort_versions(std::vector<std::string>& versions) {
  sort_by_version(versions, [](const std::string& one) -> std::string_view { return one; });
}

}  // namespace drydock::fetch

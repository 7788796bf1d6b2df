#include "core/source_cache.h"

#include <mutex>
#include <utility>

namespace drydock {

const SourceFile& SourceCache::read(std::string_view path) {
  if (const SourceFile* known = find(path)) return *known;
  return keep(path, tree_.read(path));
}

const SourceFile* SourceCache::find(std::string_view path) const {
  std::shared_lock lock(mutex_);
  auto known = files_.find(path);
  return known == files_.end() ? nullptr : known->second;
}

const SourceFile& SourceCache::keep(std::string_view path, std::string text) {
  const SourceFile& file = sources_.add(std::string(path), std::move(text));
  std::unique_lock lock(mutex_);
  return *files_.try_emplace(file.path, &file).first->second;
}

SourcePos SourceCache::position_of(std::string_view path) {
  const SourceFile* known = find(path);
  return {known ? known : &sources_.add(std::string(path), "")};
}

const std::vector<TreeEntry>& SourceCache::list(std::string_view folder) {
  std::string key(folder);
  {
    std::shared_lock lock(mutex_);
    auto known = folders_.find(key);
    if (known != folders_.end()) return known->second;
  }
  std::vector<TreeEntry> entries = tree_.list(folder);
  std::unique_lock lock(mutex_);
  return folders_.try_emplace(std::move(key), std::move(entries)).first->second;
}

}  // namespace drydock

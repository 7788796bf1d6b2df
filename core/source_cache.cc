#include "core/source_cache.h"

#include <mutex>
#include <utility>

#include "core/error.h"

namespace drydock {

SourceCache::SourceCache(SourceCache& whole, InputLog& log)
    : tree_(whole.tree_),
      sources_(whole.sources_),
      whole_(&whole),
      log_(&log),
      noting_(Tree::noting(whole.tree_, log)) {}

void SourceCache::note_all(std::string_view folder) {
  if (log_) log_->add_all(folder);
}

namespace {

constexpr size_t kLarge = 64 << 10;  // bytes of a file that is worth leaving for later

}  // namespace

const SourceFile& LateSource::get() const { return file_ ? *file_ : cache_->read(path_); }

const SourceFile& SourceCache::read(std::string_view path) {
  if (whole_) {
    return *read_noting(path, [&] { return &whole_->read(path); });
  }
  if (const SourceFile* known = find(path)) return *known;
  std::string real;
  std::string text = tree_.read(path, &real);
  return keep_read(path, std::move(text), real);
}

LateSource SourceCache::read_late(std::string_view path) {
  if (whole_) {
    return read_noting(path, [&] { return whole_->read_late(path); });
  }
  if (const SourceFile* known = find(path)) return LateSource(*known);
  std::string real;
  size_t size = 0;
  std::optional<std::string> text = tree_.read_small(path, kLarge, &size, &real);
  if (text) return LateSource(keep_read(path, *std::move(text), real));
  if (real != path) return LateSource(read(path));
  return LateSource(*this, std::move(real), size);
}

const SourceFile& SourceCache::keep_read(std::string_view path, std::string text,
                                         std::string_view real) {
  const SourceFile& file = keep(path, std::move(text));
  if (real != path) {
    std::unique_lock lock(mutex_);
    through_links_.insert(&file);
  }
  return file;
}

template <class Read>
std::invoke_result_t<Read> SourceCache::read_noting(std::string_view path, Read read) {
  log_->add_file(path);
  try {
    auto result = read();
    const SourceFile* file = whole_->find(path);
    // The links, and where they lead.
    if (file && whole_->is_through_links(*file)) noting_->resolve(path);
    return result;
  } catch (const Error&) {
    noting_->kind(path);  // what is missing
    throw;
  }
}

bool SourceCache::is_through_links(const SourceFile& file) const {
  std::shared_lock lock(mutex_);
  return through_links_.contains(&file);
}

const SourceFile* SourceCache::find(std::string_view path) const {
  if (whole_) {
    log_->add_file(path);
    return whole_->find(path);
  }
  {
    std::shared_lock lock(mutex_);
    auto known = files_.find(path);
    if (known != files_.end()) return known->second;
  }
  if (!similar_ || different_.contains(path)) return nullptr;
  // Where a link leads may differ.
  const SourceFile* same = similar_->find(path);
  return same && !similar_->is_through_links(*same) ? same : nullptr;
}

const SourceFile& SourceCache::keep(std::string_view path, std::string text) {
  if (whole_) return whole_->keep(path, std::move(text));
  const SourceFile& file = sources_.add(std::string(path), std::move(text));
  std::unique_lock lock(mutex_);
  return *files_.try_emplace(file.path, &file).first->second;
}

SourcePos SourceCache::position_of(std::string_view path) {
  if (whole_) return whole_->position_of(path);
  const SourceFile* known = find(path);
  return {known ? known : &sources_.add(std::string(path), "")};
}

const std::vector<TreeEntry>& SourceCache::list(std::string_view folder) {
  if (whole_) {
    std::optional<std::string> real = noting_->resolve(folder);
    log_->add_list(real ? std::string_view(*real) : folder);
    return whole_->list(folder);
  }
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

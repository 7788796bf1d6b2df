#include "render/template/template_set.h"

#include <algorithm>

#include "core/error.h"
#include "core/hash.h"
#include "render/template/exec_error.h"
#include "render/template/go_format.h"
#include "render/template/known_actions.h"

namespace drydock::render {
namespace {

[[noreturn]] void fail_syntax(const TemplateFile& file, const SyntaxError& error) {
  fail("template-syntax", error.text(file.name), {file.source, error.line, 1, 1});
}

bool is_part(std::string_view part, std::string_view whole) {
  auto less = std::less<const char*>();
  return !less(part.data(), whole.data()) &&
         !less(whole.data() + whole.size(), part.data() + part.size());
}

}  // namespace

ParseCache::Key::Key(std::string_view t) : text(t), hash(hash64(t)) {}

/// Where a thread parses. Actions are kept for the two sorts of trees apart.
struct ParseCache::Room {
  Arena arena;
  KnownActions known[2];
};

ParseCache::ParseCache(size_t max_bytes) : max_bytes_(max_bytes) {}
ParseCache::~ParseCache() = default;

/// Null when the cache is full.
ParseCache::Room* ParseCache::take_room() {
  std::lock_guard lock(mutex_);
  if (bytes_ >= max_bytes_) return nullptr;
  if (idle_rooms_.empty()) return rooms_.emplace_back(std::make_unique<Room>()).get();
  Room* room = idle_rooms_.back();
  idle_rooms_.pop_back();
  return room;
}

const ParsedTemplate& ParseCache::parse(std::string_view text, bool text_stays, int helm_version,
                                        std::deque<std::unique_ptr<const ParsedTemplate>>& overflow,
                                        size_t stack) {
  size_t sort = helm_version >= 4;
  Trees& trees = trees_[sort];
  Key key(text);
  {
    std::lock_guard lock(mutex_);
    auto known = trees.find(key);
    if (known != trees.end()) return *known->second;
  }
  Room* room = take_room();
  if (!room) {
    overflow.push_back(parse_template(text, helm_version, stack));
    return *overflow.back();
  }
  Arena& arena = room->arena;
  size_t before = arena.bytes_reserved();
  std::unique_ptr<const ParsedTemplate> tree = parse_template_in(
      arena, room->known[sort], text_stays ? text : arena.copy(text), helm_version, stack);
  std::lock_guard lock(mutex_);
  bytes_ += arena.bytes_reserved() - before;
  idle_rooms_.push_back(room);
  Key kept(tree->text(), key.hash);
  // Another thread may have been faster; then its tree is taken.
  return *trees.try_emplace(kept, std::move(tree)).first->second;
}

FileTemplates templates_of(const TemplateFile& file) {
  const ParsedTemplate& parsed = *file.parsed;
  if (const SyntaxError* error = parsed.error()) fail_syntax(file, *error);
  FileTemplates result{{&file, file.name, parsed.body()}, parsed.body_is_empty()};
  for (const Definition& definition : parsed.definitions()) {
    if (definition.name != file.name || definition.empty) continue;
    if (!result.main_is_empty) {
      fail_syntax(file, {parsed.line_count(),
                         "template: multiple definition of template " + go_quote(file.name)});
    }
    result = {{&file, file.name, definition.body}, false};
  }
  return result;
}

const TemplateFile& TemplateSet::add(std::string name, const SourceFile* source,
                                     std::string_view text, size_t stack) {
  TemplateFile& file = files_.emplace_back();
  file.name = std::move(name);
  file.source = source;
  file.parsed =
      &cache_.parse(text, source && is_part(text, source->text), helm_version_, trees_, stack);
  try {
    FileTemplates templates = templates_of(file);
    define(templates.main, templates.main_is_empty);
  } catch (Error& error) {
    error.diagnostic().message = helm_syntax_error(error.diagnostic().message);
    throw;
  }
  for (const Definition& definition : file.parsed->definitions()) {
    if (definition.name == file.name) continue;
    define({&file, definition.name, definition.body}, definition.empty);
  }
  return file;
}

void TemplateSet::define(const TemplateRef& ref, bool empty) {
  auto [at, is_new] = by_name_.try_emplace(ref.name, ref);
  if (is_new || empty) return;
  // The old key may belong to a file; it lives as long as this one.
  at->second = ref;
}

const TemplateRef* TemplateSet::find(std::string_view name) const {
  auto at = by_name_.find(name);
  return at == by_name_.end() ? nullptr : &at->second;
}

HelmPlace::HelmPlace(std::string_view file_path)
    : path(file_path), depth(std::count(path.begin(), path.end(), '/')) {}

}  // namespace drydock::render

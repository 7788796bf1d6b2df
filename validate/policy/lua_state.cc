#include "validate/policy/lua_state.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <lua5.4/lua.hpp>
#include <new>

#include "validate/policy/sandbox.h"

namespace drydock::validate::policy {
namespace {

/// Instructions between two looks at the limits.
constexpr int kHookPeriod = 1000;
/// Memory is work too: who builds texts of megabytes in a loop spends a step for so many bytes.
constexpr size_t kBytesPerStep = 32;
constexpr size_t kLargeBlock = 4096;
/// Each refusal makes Lua collect garbage twice.
constexpr uint64_t kStepsPerRefusal = 100'000;
constexpr size_t kMaxTrace = 20;

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

std::string describe_function(const lua_Debug& at) {
  if (*at.what == 'm') return "in the file itself";
  if (*at.namewhat) return fmt::format("in {} '{}'", at.namewhat, at.name);
  return *at.what == 'C' ? "in a built-in function" : "in a function";
}

/// Never calls a metamethod: an error object is as hostile as everything else.
std::string error_text(lua_State* lua, int index) {
  if (lua_type(lua, index) == LUA_TSTRING) {
    size_t size = 0;
    const char* text = lua_tolstring(lua, index, &size);
    return {text, std::min(size, size_t{2000})};
  }
  if (lua_isinteger(lua, index)) return std::to_string(lua_tointeger(lua, index));
  return fmt::format("an error object of type {}", luaL_typename(lua, index));
}

}  // namespace

void* SmallBlocks::take(size_t size) {
  if (size == 0 || size > kLargest) return nullptr;
  size_t order = (size - 1) / kStep;
  if (Free* block = free_[order]) {
    free_[order] = block->next;
    return block;
  }
  if (!begin_) {
    begin_.reset(new std::byte[kCapacity]);
    next_ = begin_.get();
    end_ = next_ + kCapacity;
  }
  size_t whole = (order + 1) * kStep;
  if (static_cast<size_t>(end_ - next_) < whole) return nullptr;
  void* block = next_;
  next_ += whole;
  return block;
}

void SmallBlocks::give_back(void* block, size_t size) {
  size_t order = (size - 1) / kStep;
  free_[order] = new (block) Free{free_[order]};
}

LuaState::LuaState(int64_t now, LuaLimits limits) : now_(now), limits_(limits) {
  lua_ = lua_newstate(&allocate, this);
  if (!lua_) throw std::bad_alloc();
  *static_cast<LuaState**>(lua_getextraspace(lua_)) = this;
  lua_atpanic(lua_, [](lua_State*) -> int { throw std::bad_alloc(); });
  lua_gc(lua_, LUA_GCINC, 400, 200, 0);
  open_sandbox(lua_);
  set_hook();
  settle();
}

LuaState::~LuaState() {
  lua_sethook(lua_, nullptr, 0, 0);
  lua_close(lua_);
}

LuaState& LuaState::of(lua_State* lua) { return **static_cast<LuaState**>(lua_getextraspace(lua)); }

void* LuaState::allocate(void* self, void* block, size_t old_size, size_t new_size) {
  auto& state = *static_cast<LuaState*>(self);
  if (!block) old_size = 0;  // it names a type then
  if (new_size == 0) {
    state.small_.owns(block) ? state.small_.give_back(block, old_size) : std::free(block);
    state.used_ -= old_size;
    return nullptr;
  }
  if (new_size > old_size) {
    size_t more = new_size - old_size;
    bool fits = more <= state.memory_limit_ - std::min(state.used_, state.memory_limit_);
    if (state.in_call_ && new_size > kLargeBlock) state.steps_ += new_size / kBytesPerStep;
    if (!fits || (state.in_call_ && new_size > kLargeBlock && state.steps_ > state.limits_.steps)) {
      state.refuse_memory();
      return nullptr;
    }
  }
  void* result = state.resize(block, old_size, new_size);
  if (result) state.used_ += new_size - old_size;
  return result;
}

void* LuaState::resize(void* block, size_t old_size, size_t new_size) {
  bool was_small = small_.owns(block);
  if (block && !was_small) return std::realloc(block, new_size);
  void* result = small_.take(new_size);
  if (!result) result = std::malloc(new_size);
  if (!result || !was_small) return result;
  std::memcpy(result, block, std::min(old_size, new_size));
  small_.give_back(block, old_size);
  return result;
}

/// Lua calls no handler when memory runs out, so the place is noted here. Looking at the call stack
/// allocates nothing.
void LuaState::refuse_memory() {
  steps_ += kStepsPerRefusal;
  if (failure_) note_place(*failure_, 0);
}

void LuaState::settle() {
  lua_gc(lua_, LUA_GCCOLLECT);
  memory_limit_ = used_ + limits_.memory;
}

void LuaState::set_hook() {
  int mask = LUA_MASKCOUNT | (line_hook_ ? LUA_MASKLINE | LUA_MASKCALL | LUA_MASKRET : 0);
  lua_sethook(lua_, &on_hook, mask, kHookPeriod);
}

void LuaState::watch_lines(LineHook hook, void* receiver) {
  line_hook_ = hook;
  line_receiver_ = receiver;
  set_hook();
}

void LuaState::on_hook(lua_State* lua, lua_Debug* at) {
  LuaState& state = of(lua);
  if (at->event != LUA_HOOKCOUNT) {
    if (state.line_hook_) state.line_hook_(state.line_receiver_, lua, at);
    return;
  }
  state.spend(kHookPeriod);
  if (!state.in_call_) return;
  // Most calls end before the first look at the clock, which takes as long as they do.
  double now = cpu_seconds();
  if (state.cpu_end_ == 0) state.cpu_end_ = now + state.limits_.cpu_seconds;
  if (now > state.cpu_end_) {
    state.steps_ = state.limits_.steps;
    state.spend(1);
  }
}

void LuaState::spend(uint64_t steps) {
  if (!in_call_) return;
  steps_ += std::min(steps, limits_.steps + 1);
  if (steps_ <= limits_.steps) return;
  exhausted_ = true;
  luaL_error(lua_, "it takes too long: more than %d million steps in one call",
             static_cast<int>(limits_.steps / 1'000'000));
}

void LuaState::print(std::string_view text) {
  if (printed_.size() + text.size() > limits_.printed) return;
  printed_ += text;
}

void LuaState::note_place(LuaFailure& failure, int level) {
  failure.file.clear();
  failure.line = 0;
  failure.trace.clear();
  lua_Debug at{};
  for (; failure.trace.size() < kMaxTrace && lua_getstack(lua_, level, &at); ++level) {
    lua_getinfo(lua_, "Sln", &at);
    if (at.currentline <= 0 || !at.source || *at.source != '@') continue;
    if (failure.line == 0) {
      failure.file = at.source + 1;
      failure.line = at.currentline;
    }
    failure.trace.push_back(
        fmt::format("{}:{}: {}", at.source + 1, at.currentline, describe_function(at)));
  }
}

int LuaState::on_error(lua_State* lua) {
  LuaState& state = of(lua);
  LuaFailure& failure = *state.failure_;
  failure.message = error_text(lua, 1);
  state.note_place(failure, 1);
  // Lua puts the place before the message; it is ours already.
  std::string place = fmt::format("{}:{}: ", failure.file, failure.line);
  if (failure.message.starts_with(place)) failure.message.erase(0, place.size());
  return 1;
}

void LuaState::begin_call() {
  steps_ = 0;
  exhausted_ = false;
  in_call_ = true;
  cpu_end_ = 0;
}

bool LuaState::call(int arguments, int results, LuaFailure& failure) {
  int base = lua_gettop(lua_) - arguments;  // where the function is
  lua_pushcfunction(lua_, &on_error);
  lua_insert(lua_, base);
  failure_ = &failure;
  begin_call();
  int status = lua_pcall(lua_, arguments, results, base);
  in_call_ = false;
  failure_ = nullptr;
  lua_remove(lua_, base);
  if (status == LUA_OK) return true;
  if (status == LUA_ERRMEM) {  // without a call of the handler
    failure.message =
        steps_ > limits_.steps
            ? "it takes too long: it builds too many large texts or tables"
            : fmt::format("it takes more than {} MB of memory in one call", limits_.memory >> 20);
  } else if (failure.message.empty()) {
    failure.message = lua_isstring(lua_, -1) ? error_text(lua_, -1) : "it failed";
  }
  failure.exhausted = exhausted_ || status == LUA_ERRMEM;
  lua_settop(lua_, base - 1);
  return false;
}

}  // namespace drydock::validate::policy

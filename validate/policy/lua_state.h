#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct lua_State;
struct lua_Debug;

namespace drydock::validate::policy {

/// What one call of a policy may use up.
struct LuaLimits {
  uint64_t steps = 20'000'000;        // instructions of Lua, and what C functions do in their place
  size_t memory = size_t{32} << 20;   // bytes beyond what the state held after loading
  double cpu_seconds = 10;            // a last resort, for work that the steps do not see
  size_t printed = size_t{64} << 10;  // bytes that `print` takes
};

/// How a call failed: a place in a Lua file, and how the program came there.
struct LuaFailure {
  std::string message;  // without "file:line:"
  std::string file;     // empty: not known
  int line = 0;
  bool exhausted = false;          // of steps or memory: the next call would fail as well
  std::vector<std::string> trace;  // "policies/x.lua:3: in function 'check'", innermost first
};

/// Small blocks of memory for one state, used again when they are given back. Most of what a policy
/// makes are tables and texts of some bytes that live for one call, and Lua tells the size of what
/// it frees. There is only so much: what comes later is not from here.
class SmallBlocks {
 public:
  /// Null when there is no more, or `size` is not small.
  void* take(size_t size);
  bool owns(const void* block) const { return block >= begin_.get() && block < end_; }
  /// `block` is from here; `size` is what was asked for.
  void give_back(void* block, size_t size);

 private:
  static constexpr size_t kStep = 16;
  static constexpr size_t kLargest = 256;
  static constexpr size_t kCapacity = size_t{2} << 20;

  struct Free {
    Free* next;
  };

  std::unique_ptr<std::byte[]> begin_;  // pages get memory when they are touched
  std::byte* next_ = nullptr;
  std::byte* end_ = nullptr;
  Free* free_[kLargest / kStep] = {};
};

/// One Lua state in its sandbox: no files, no programs, no clock, no bytecode, no coroutines;
/// steps, memory and output of each call are bounded. What a policy cannot do here it cannot do
/// anywhere. Not for sharing between threads. Errors unwind C++ frames.
class LuaState {
 public:
  /// `now` is what os.time() gives, in seconds since 1970: one value for the whole run.
  explicit LuaState(int64_t now, LuaLimits limits = {});
  ~LuaState();
  LuaState(const LuaState&) = delete;
  LuaState& operator=(const LuaState&) = delete;

  lua_State* lua() { return lua_; }
  /// The state that an interpreter belongs to.
  static LuaState& of(lua_State* lua);

  /// Calls the function below `arguments` values on the stack, within the limits. False after a
  /// failure; the stack then is as it was below the function.
  bool call(int arguments, int results, LuaFailure& failure);

  /// Takes the memory in use now for the base that limits count from.
  void settle();
  /// For C functions that do much at once: counts steps, raises an error when they are used up.
  void spend(uint64_t steps);
  /// Whether the running call has used up its steps: nothing may catch that error.
  bool exhausted() const { return exhausted_; }
  int64_t now() const { return now_; }

  void print(std::string_view text);
  std::string take_printed() { return std::move(printed_); }

  /// Is told of every line that runs, every call and return: for coverage. Null: of none.
  using LineHook = void (*)(void* receiver, lua_State* lua, lua_Debug* at);
  void watch_lines(LineHook hook, void* receiver);

  /// Whatever the owner wants to find again in C functions.
  void* owner = nullptr;
  /// Of the table of proxies, in the registry: node_proxy.cc.
  int proxies = 0;

 private:
  static void* allocate(void* self, void* block, size_t old_size, size_t new_size);
  void* resize(void* block, size_t old_size, size_t new_size);
  static void on_hook(lua_State* lua, lua_Debug* at);
  static int on_error(lua_State* lua);
  void set_hook();
  void refuse_memory();
  void note_place(LuaFailure& failure, int level);
  void begin_call();

  SmallBlocks small_;
  lua_State* lua_ = nullptr;
  int64_t now_;
  LuaLimits limits_;
  size_t used_ = 0;
  size_t memory_limit_ = SIZE_MAX;
  uint64_t steps_ = 0;
  double cpu_end_ = 0;  // 0: not known yet
  bool exhausted_ = false;
  bool in_call_ = false;
  std::string printed_;
  LuaFailure* failure_ = nullptr;
  LineHook line_hook_ = nullptr;
  void* line_receiver_ = nullptr;
};

}  // namespace drydock::validate::policy

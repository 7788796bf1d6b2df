#include "render/builtins/context.h"

#include <sys/random.h>

#include "core/error.h"

namespace drydock::render {
namespace {

class SystemRandom : public RandomSource {
 public:
  void fill(std::span<uint8_t> bytes, std::string_view) override {
    while (!bytes.empty()) {
      ssize_t got = getrandom(bytes.data(), bytes.size(), 0);
      if (got <= 0) fail("random-source", "the operating system gives no random bytes");
      bytes = bytes.subspan(static_cast<size_t>(got));
    }
  }

 private:
  [[noreturn]] static void fail(std::string_view rule, std::string message) {
    drydock::fail(rule, std::move(message));
  }
};

uint64_t hash_text(uint64_t hash, std::string_view text) {
  for (unsigned char c : text) hash = (hash ^ c) * 0x100000001B3u;
  return (hash ^ text.size()) * 0x100000001B3u;
}

/// SplitMix64: a good spread from consecutive states.
uint64_t next_random(uint64_t& state) {
  uint64_t z = state += 0x9E3779B97F4A7C15u;
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
  z = (z ^ z >> 27) * 0x94D049BB133111EBu;
  return z ^ z >> 31;
}

std::string mebibytes(size_t bytes) { return std::to_string(bytes / (1024 * 1024)) + " MiB"; }

}  // namespace

RandomSource& system_random() {
  static SystemRandom source;  // has no state
  return source;
}

void SeededRandom::fill(std::span<uint8_t> bytes, std::string_view site) {
  uint64_t draw = draws_[std::string(site)]++;
  uint64_t state = hash_text(hash_text(0xCBF29CE484222325u, seed_), site) + draw;
  state = next_random(state);
  uint64_t word = 0;
  for (size_t i = 0; i < bytes.size(); ++i) {
    if (i % 8 == 0) word = next_random(state);
    bytes[i] = static_cast<uint8_t>(word >> i % 8 * 8);
  }
}

void Context::check_size(uint64_t bytes) const {
  if (bytes <= limits_.output) return;
  fail("output-limit",
       "a function makes a value larger than the limit of " + mebibytes(limits_.output));
}

RandomSource& Context::random() const {
  return environment_.random ? *environment_.random : system_random();
}

void Context::out_of_steps() const {
  fail("step-limit",
       "the templates take more than the limit of " + std::to_string(limits_.steps) + " steps");
}

}  // namespace drydock::render

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "core/arena.h"
#include "core/regex.h"
#include "core/value.h"
#include "core/value_origins.h"

namespace drydock::render {

/// Where the random functions get their bytes from.
class RandomSource {
 public:
  virtual ~RandomSource() = default;
  /// `site` names the call, "chart/templates/x.yaml:3:14": a seeded source gives one call the same
  /// bytes in every run, whatever else is rendered.
  virtual void fill(std::span<uint8_t> bytes, std::string_view site) = 0;
};

/// Bytes of the operating system.
RandomSource& system_random();

/// Bytes derived from a seed, the call's site and how often that site was asked before.
class SeededRandom : public RandomSource {
 public:
  explicit SeededRandom(std::string seed) : seed_(std::move(seed)) {}
  void fill(std::span<uint8_t> bytes, std::string_view site) override;

 private:
  std::string seed_;
  std::unordered_map<std::string, uint64_t> draws_;
};

/// What `lookup` asks for. An empty `name` asks for all objects of the kind; an empty
/// `namespace_name` for those of all namespaces, or for an object that is in none.
struct LookupRequest {
  std::string_view api_version;
  std::string_view kind;
  std::string_view namespace_name;
  std::string_view name;
};

/// Where `lookup` gets its answers from.
class ClusterState {
 public:
  virtual ~ClusterState() = default;
  /// The object as a map; a list object with `items` where no name was given; an empty map if there
  /// is no such object. The answer lives in `arena`. For a kind that the cluster does not know it
  /// throws Error with the text that `error calling lookup: ` begins, and a rule that does not end
  /// in "-limit".
  virtual Value lookup(const LookupRequest& request, Arena& arena) = 0;
};

/// What a render takes from outside the chart and its values.
struct Environment {
  int helm_version = 3;     // 3 or 4
  bool lint = false;        // `required` and `fail` let everything pass
  bool strict = false;      // a missing key is an error
  int64_t now_seconds = 0;  // since 1970, for `now` and its kin
  int64_t now_nanos = 0;    // below one second
  std::string local_zone = "UTC";
  RandomSource* random = nullptr;         // null: the operating system's
  ClusterState* cluster = nullptr;        // null: no cluster, so that `lookup` finds nothing
  const ValueOrigins* origins = nullptr;  // where the values stand, so that errors can say so
  /// Gives `getHostByName` an address of a host as text, "" when it has none. Without it no name is
  /// looked up, and the function's answer is empty.
  std::function<std::string(std::string_view host)> find_host;
};

/// Bounds of one render. Going over one throws Error with a rule that ends in "-limit".
struct Limits {
  size_t memory = size_t{1} << 30;    // bytes of values and text, for the render's arena
  size_t output = size_t{128} << 20;  // bytes of all templates' texts, and of any one value
  /// Actions, calls, loop rounds, and items that functions go through. A step is up to 0.1 µs, so
  /// that an endless loop ends in seconds; hardly any recorded chart takes 3 million, but for those
  /// that make large keys.
  uint64_t steps = 100'000'000;
  int template_depth = 100'000;    // templates within templates, as in Go; also bound by `stack`
  size_t stack = size_t{6} << 20;  // bytes of the thread's stack
};

/// What a function may use of the evaluator that calls it.
class Context {
 public:
  Context(Arena& arena, const Environment& environment, const Limits& limits)
      : arena_(arena), environment_(environment), limits_(limits), steps_left_(limits.steps) {}

  Arena& arena() { return arena_; }
  const Environment& environment() const { return environment_; }
  const Limits& limits() const { return limits_; }

  /// Counts work. One step is about as much as an action or a loop round: 0.1 µs.
  void spend(uint64_t steps) {
    if (steps > steps_left_) out_of_steps();
    steps_left_ -= steps;
  }
  /// What is left of `Limits::steps`.
  uint64_t steps_left() const { return steps_left_; }
  /// Fails if one value of that many bytes would be over the limits. For functions whose result can
  /// be much larger than their arguments, before they build it.
  void check_size(uint64_t bytes) const;

  /// The regular expressions that were used so far.
  RegexCache& regexes() { return regexes_; }

  RandomSource& random() const;
  /// Where the function being called stands: "chart/templates/x.yaml:3:14".
  virtual std::string call_site() const = 0;

  /// What `include` and `tpl` give.
  virtual Value include(std::string_view name, Value data) = 0;
  virtual Value expand(std::string_view source, Value data) = 0;

 protected:
  ~Context() = default;

 private:
  [[noreturn]] void out_of_steps() const;

  Arena& arena_;
  const Environment& environment_;
  const Limits& limits_;
  uint64_t steps_left_;
  RegexCache regexes_;
};

}  // namespace drydock::render

#include <limits>

#include "core/go_number.h"
#include "render/builtins/families.h"
#include "render/builtins/list_growth.h"

namespace drydock::render {
namespace {

struct Range {
  int64_t start;
  int64_t stop;  // not part of it
  int64_t step;
};

/// How many numbers a range has. One that would pass the end of int64 never ends in Go; it has as
/// many as no limit allows.
uint64_t count_of(const Range& range) {
  bool down = range.stop < range.start;
  if (down ? range.step >= 0 : range.step <= 0) return 0;
  if (range.start == range.stop) return 0;
  uint64_t start = static_cast<uint64_t>(range.start);
  uint64_t stop = static_cast<uint64_t>(range.stop);
  uint64_t step = static_cast<uint64_t>(range.step);
  uint64_t distance = down ? start - stop : stop - start;
  uint64_t stride = down ? -step : step;
  uint64_t count = (distance - 1) / stride + 1;
  uint64_t room = down ? start - static_cast<uint64_t>(std::numeric_limits<int64_t>::min())
                       : static_cast<uint64_t>(std::numeric_limits<int64_t>::max()) - start;
  return count > room / stride ? std::numeric_limits<uint64_t>::max() : count;
}

template <class Visit>
void visit_range(const CallArgs& args, const Range& range, uint64_t count, Visit visit) {
  args.context().spend(count);
  uint64_t next = static_cast<uint64_t>(range.start);
  for (uint64_t i = 0; i < count; ++i, next += static_cast<uint64_t>(range.step)) {
    visit(static_cast<int64_t>(next));
  }
}

Value list_range(const CallArgs& args, const Range& range) {
  uint64_t count = count_of(range);
  std::vector<Value> numbers;
  args.context().check_size(count > SIZE_MAX / sizeof(Value) ? count : count * sizeof(Value));
  visit_range(args, range, count,
              [&](int64_t n) { numbers.push_back(Value::of_int(n, GoType::Int)); });
  return make_appended_list(args.arena(), numbers, GoType::Ints);
}

Value until(const CallArgs& args) {
  int64_t stop = args.integer(0);
  return list_range(args, {0, stop, stop < 0 ? -1 : 1});
}

Value until_step(const CallArgs& args) {
  return list_range(args, {args.integer(0), args.integer(1), args.integer(2)});
}

int64_t wrapping_add(int64_t a, int64_t b) {
  return static_cast<int64_t>(static_cast<uint64_t>(a) + static_cast<uint64_t>(b));
}

/// The range that `seq` goes through, its end included.
Range seq_range(const CallArgs& args) {
  int64_t start = args.size() == 1 ? 1 : args.integer(0);
  int64_t end = args.integer(args.size() - 1);
  int64_t direction = end < start ? -1 : 1;
  int64_t step = args.size() == 3 ? args.integer(1) : direction;
  if (args.size() == 3 && direction < 0 && step > 0) return {0, 0, 1};
  return {start, wrapping_add(end, direction), step};
}

Value seq(const CallArgs& args) {
  if (args.size() == 0 || args.size() > 3) return Value::of_string("");
  Range range = seq_range(args);
  uint64_t count = count_of(range);
  args.context().check_size(count);
  std::string out;
  visit_range(args, range, count, [&](int64_t n) {
    if (!out.empty()) out += ' ';
    append_go_int(out, n);
  });
  args.context().check_size(out.size());
  return args.string(out);
}

using enum Type;

// clang-format off
constexpr Builtin kSequenceBuiltins[] = {
    {"until",     takes(Int), Ints, until, "STOP: the numbers from 0 up to but without STOP"},
    {"untilStep", takes(Int, Int, Int), Ints, until_step, "START STOP STEP: the numbers from START by STEP up to but without STOP"},
    {"seq",       takes_many(Int), String, seq, "[START [STEP]] END: the numbers from START (1) by STEP to END, as text"},
};
// clang-format on

}  // namespace

std::span<const Builtin> sequence_builtins() { return kSequenceBuiltins; }

}  // namespace drydock::render

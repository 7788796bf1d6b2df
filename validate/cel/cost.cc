#include "validate/cel/cost.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <unordered_map>
#include <vector>

#include "core/unicode.h"

namespace drydock::validate::cel {
namespace {

using Kind = Expr::Kind;
using TypeKind = Type::Kind;

uint64_t add(uint64_t a, uint64_t b) {
  uint64_t sum = 0;
  return __builtin_add_overflow(a, b, &sum) ? UINT64_MAX : sum;
}

uint64_t multiply(uint64_t a, uint64_t b) {
  uint64_t product = 0;
  return __builtin_mul_overflow(a, b, &product) ? UINT64_MAX : product;
}

uint64_t scale(uint64_t value, double factor) {
  double scaled = std::ceil(static_cast<double>(value) * factor);
  return scaled >= 18446744073709551616.0 ? UINT64_MAX : static_cast<uint64_t>(scaled);
}

/// Of the keys and values, or of the elements, of what an expression builds.
struct EntrySizes {
  Range key;
  Range value;
  bool of_map = false;
};

/// Where a value comes from: what the schema says of it, as far as it can be told.
struct Place {
  bool known = false;
  const DeclaredType* declared = nullptr;
};

const DeclaredType* key_of_maps() {
  static const DeclaredType key{.type = simple_type(TypeKind::String), .min_size = 2};
  return &key;
}

struct CallEstimate {
  Range cost;
  std::optional<Range> result;
};

bool is_in(std::string_view text, std::initializer_list<std::string_view> list) {
  return std::ranges::find(list, text) != list.end();
}

class Estimator {
 public:
  explicit Estimator(const DeclaredType* self) : self_(self) {}

  Range cost(const Expr& expr) {
    switch (expr.kind) {
      case Kind::Literal:
        return Range::exactly(expr.literal.is(Value::Kind::Type) ? 1 : 0);
      case Kind::Name:
        return name(expr);
      case Kind::Select:
        return selection(expr);
      case Kind::Call:
        return call(expr);
      case Kind::List:
        return list(expr);
      case Kind::Map:
        return map(expr);
      case Kind::Message:
        return parts(expr).plus(Range::exactly(kMessageCost));
      case Kind::Fold:
        return expr.fold->is_binding ? binding(*expr.fold, expr) : loop(*expr.fold, expr);
    }
    return {};
  }

 private:
  struct Local {
    std::string_view name;
    Place place;
    std::optional<Range> size;
    std::optional<EntrySizes> entries;
  };

  Range parts(const Expr& expr) {
    Range sum;
    for (const Expr* part : expr.parts) sum = sum.plus(cost(*part));
    return sum;
  }

  const Local* find_local(std::string_view name) const {
    for (size_t i = locals_.size(); i-- > 0;) {
      if (locals_[i].name == name) return &locals_[i];
    }
    return nullptr;
  }

  Place place_of(const Expr& expr) const {
    if (expr.kind == Kind::Name) {
      if (const Local* local = find_local(expr.name)) return local->place;
    }
    auto found = places_.find(&expr);
    return found == places_.end() ? Place{} : found->second;
  }

  /// A quirk of the server's: the parts of what comes from nowhere are taken for `self`.
  Place step(const Place& place, const DeclaredType* to) const {
    if (!place.known) return {true, self_};
    return {true, place.declared ? to : nullptr};
  }
  Place element(const Place& place) const {
    return step(place, place.declared ? place.declared->element : nullptr);
  }

  // Sizes.

  static std::optional<Range> written_size(const Expr& expr) {
    if (expr.kind == Kind::List) return Range::exactly(expr.parts.size());
    if (expr.kind == Kind::Map) return Range::exactly(expr.parts.size() / 2);
    if (expr.kind != Kind::Literal) return std::nullopt;
    if (expr.literal.is(Value::Kind::String)) {
      return Range::exactly(count_runes(expr.literal.text()));
    }
    if (expr.literal.is(Value::Kind::Bytes)) return Range::exactly(expr.literal.size);
    if (expr.literal.is(Value::Kind::Type)) return std::nullopt;
    return Range::exactly(1);
  }

  static std::optional<Range> declared_size(const Place& place) {
    if (!place.known || !place.declared) return std::nullopt;
    return Range{0, place.declared->max_elements};
  }

  std::optional<Range> size_of(const Expr& expr) {
    auto found = sizes_.find(&expr);
    if (found != sizes_.end()) return found->second;
    if (std::optional<Range> size = written_size(expr)) return size;
    if (std::optional<Range> size = declared_size(place_of(expr))) return sizes_[&expr] = *size;
    if (expr.type->is_scalar()) return Range::exactly(1);
    const Local* local = expr.kind == Kind::Name ? find_local(expr.name) : nullptr;
    return local ? local->size : std::nullopt;
  }

  Range size_or_unknown(const Expr& expr) { return size_of(expr).value_or(Range::unknown()); }

  void set_size(const Expr& expr, const std::optional<Range>& size) {
    if (size) sizes_[&expr] = *size;
  }

  std::optional<EntrySizes> entries_of(const Expr& expr) const {
    auto found = entries_.find(&expr);
    if (found != entries_.end()) return found->second;
    const Local* local = expr.kind == Kind::Name ? find_local(expr.name) : nullptr;
    return local ? local->entries : std::nullopt;
  }

  static std::optional<EntrySizes> both(const std::optional<EntrySizes>& a,
                                        const std::optional<EntrySizes>& b) {
    if (!a || !b) return std::nullopt;
    return EntrySizes{a->key.around(b->key), a->value.around(b->value), a->of_map};
  }

  void set_entries(const Expr& expr, const std::optional<EntrySizes>& sizes) {
    if (sizes) entries_[&expr] = *sizes;
  }

  // Parts of expressions.

  Range name(const Expr& expr) {
    if (!find_local(expr.name)) {
      bool is_self = expr.name == "self" || expr.name == "oldSelf";
      places_[&expr] = {true, is_self ? self_ : nullptr};
    }
    return Range::exactly(1);
  }

  Range selection(const Expr& expr) {
    const Expr& operand = *expr.parts[0];
    Range sum = cost(operand);
    if (expr.is_test) return sum;
    if (operand.type->is(TypeKind::Map) || operand.type->is(TypeKind::Object) ||
        operand.type->is(TypeKind::Param)) {
      sum = sum.plus(Range::exactly(1));
    }
    Place place = place_of(operand);
    const DeclaredField* field = place.declared ? place.declared->find(expr.name) : nullptr;
    places_[&expr] = step(place, field ? field->type : nullptr);
    return sum;
  }

  Range list(const Expr& expr) {
    Range sum;
    Range item{expr.parts.empty() ? 0 : UINT64_MAX, 0};
    for (const Expr* part : expr.parts) {
      sum = sum.plus(cost(*part));
      item = item.around(size_or_unknown(*part));
    }
    entries_[&expr] = {Range::exactly(1), item, false};
    return sum.plus(Range::exactly(kListCost));
  }

  Range map(const Expr& expr) {
    Range sum;
    uint64_t least = expr.parts.empty() ? 0 : UINT64_MAX;
    Range sizes[2] = {{least, 0}, {least, 0}};
    for (size_t i = 0; i < expr.parts.size(); ++i) {
      sum = sum.plus(cost(*expr.parts[i]));
      sizes[i % 2] = sizes[i % 2].around(size_or_unknown(*expr.parts[i]));
    }
    entries_[&expr] = {sizes[0], sizes[1], true};
    return sum.plus(Range::exactly(kMapCost));
  }

  // Loops.

  void push(std::string_view name, const Expr& value) {
    locals_.push_back({name, place_of(value), size_of(value), entries_of(value)});
  }

  void push_variables(const Fold& fold) {
    const Expr& range = *fold.range;
    std::optional<EntrySizes> sizes = entries_of(range);
    Place place = place_of(range);
    bool is_list = sizes ? !sizes->of_map : range.type->is(TypeKind::List);
    Place items = element(place);
    Place keys = step(place, is_list ? nullptr : key_of_maps());
    auto value_size = sizes ? std::optional(sizes->value) : std::nullopt;
    auto key_size = sizes ? std::optional(sizes->key) : std::nullopt;
    if (!fold.second.empty()) {
      locals_.push_back({fold.first, keys, key_size, {}});
      locals_.push_back({fold.second, items, value_size, {}});
    } else {
      locals_.push_back({fold.first, is_list ? items : keys, is_list ? value_size : key_size, {}});
    }
  }

  Range loop(const Fold& fold, const Expr& expr) {
    Range sum = cost(*fold.range).plus(cost(*fold.start));
    size_t outside = locals_.size();
    push(fold.accumulator, *fold.start);
    locals_.back().place = {};
    push_variables(fold);
    Range condition = cost(*fold.condition);
    Range step = cost(*fold.step);
    locals_.resize(outside + 1);
    sum = sum.plus(cost(*fold.result));
    locals_.resize(outside);
    Range count = size_or_unknown(*fold.range);
    if (fold.start->kind == Kind::Literal) {
      set_size(expr, size_of(*fold.start));
    } else if (fold.start->kind == Kind::List || fold.start->kind == Kind::Map) {
      set_size(expr, count);
      set_entries(expr, entries_of(*fold.step));
    }
    return sum.plus(count.times(step.plus(condition)));
  }

  Range binding(const Fold& fold, const Expr& expr) {
    Range sum = cost(*fold.range).plus(cost(*fold.start));
    push(fold.accumulator, *fold.start);
    sum = sum.plus(cost(*fold.result));
    locals_.pop_back();
    set_size(expr, size_of(*fold.result));
    set_entries(expr, entries_of(*fold.result));
    return sum;
  }

  // Calls.

  struct Arguments {
    const Expr* target = nullptr;
    std::span<const Expr* const> rest;
    std::vector<Range> costs;  // of the rest
    Range sum;
  };

  Range call(const Expr& expr) {
    if (expr.name == "dyn") {
      Range sum = cost(*expr.parts[0]).plus(Range::exactly(1));
      set_size(expr, size_of(*expr.parts[0]));
      set_entries(expr, entries_of(*expr.parts[0]));
      return sum;
    }
    if (expr.overloads.empty()) return parts(expr).plus(Range::exactly(1));
    Arguments arguments;
    std::span<const Expr* const> all(expr.parts.data(), expr.parts.size());
    arguments.target = expr.is_member ? all[0] : nullptr;
    arguments.rest = all.subspan(expr.is_member ? 1 : 0);
    for (const Expr* part : arguments.rest) {
      arguments.costs.push_back(cost(*part));
      arguments.sum = arguments.sum.plus(arguments.costs.back());
    }
    Range before = arguments.target ? cost(*arguments.target) : Range();
    return before.plus(overloads_cost(expr, arguments));
  }

  Range overloads_cost(const Expr& expr, const Arguments& arguments) {
    Range total{UINT64_MAX, 0};
    std::optional<Range> result;
    for (const Overload* overload : expr.overloads) {
      CallEstimate estimate = function(expr, *overload, arguments);
      total = total.around(estimate.cost);
      if (estimate.result) result = result ? result->around(*estimate.result) : *estimate.result;
      if (overload->cost == CostRule::IndexList || overload->cost == CostRule::IndexMap) {
        std::optional<EntrySizes> entries = entries_of(*arguments.rest[0]);
        result = entries ? std::optional(entries->value) : std::nullopt;
        places_[&expr] = element(place_of(*arguments.rest[0]));
      }
      if (!result) result = size_of(expr);
    }
    set_size(expr, result);
    return total;
  }

  CallEstimate function(const Expr& expr, const Overload& overload, const Arguments& arguments) {
    std::optional<CallEstimate> own = extension(overload, arguments);
    if (!own) own = kubernetes(overload, arguments);
    if (own) return {own->cost.plus(arguments.sum), own->result};
    return standard(expr, overload, arguments);
  }

  Range list_call(double factor, const Range& size) {
    return size.scaled(factor).plus(Range::exactly(1 + kListCost));
  }

  static uint64_t literal_number(const Expr& expr, uint64_t otherwise) {
    bool is_number = expr.kind == Kind::Literal && expr.literal.is(Value::Kind::Int);
    return is_number && expr.literal.integer >= 0 ? expr.literal.natural : otherwise;
  }

  /// Functions of CEL's own extensions.
  std::optional<CallEstimate> extension(const Overload& overload, const Arguments& arguments) {
    std::span<const Expr* const> rest = arguments.rest;
    switch (overload.cost) {
      case CostRule::NewList: {
        Range size;
        if (overload.function == "slice") {
          uint64_t start = literal_number(*rest[0], 0);
          uint64_t end = literal_number(*rest[1], size_or_unknown(*arguments.target).max);
          size = Range::exactly(end - start);
        } else if (overload.function == "lists.range") {
          size = Range::exactly(literal_number(*rest[0], UINT64_MAX));
        } else {
          size = size_or_unknown(*arguments.target);
        }
        return CallEstimate{list_call(1, size), size};
      }
      case CostRule::Flatten: {
        uint64_t depth = rest.empty() ? 1 : literal_number(*rest[0], UINT64_MAX);
        Range size = size_or_unknown(*arguments.target);
        return CallEstimate{list_call(static_cast<double>(depth), size), size};
      }
      case CostRule::SelfCompare: {
        Range size = size_or_unknown(rest.empty() ? *arguments.target : *rest[0]);
        std::string_view list = overload.parameters;
        bool texts = list.ends_with("Ls.") || list.ends_with("Ls") || list.ends_with("Ly.") ||
                     list.ends_with("Ly");
        return CallEstimate{list_call(texts ? 2 + kTraversal : 2, size.times(size)),
                            size.times(size)};
      }
      case CostRule::Sets:
      case CostRule::SetsTwice: {
        Range pairs = size_or_unknown(*rest[0]).times(size_or_unknown(*rest[1]));
        double factor = overload.cost == CostRule::Sets ? 1 : 2;
        return CallEstimate{pairs.scaled(factor).plus(Range::exactly(1)), std::nullopt};
      }
      default:
        return std::nullopt;
    }
  }

  CallEstimate traverse(const Range& size, double times = 1) {
    return {size.scaled(kTraversal * times), size};
  }

  /// Functions of Kubernetes' libraries, and others to which it gives a cost, by their names.
  std::optional<CallEstimate> kubernetes(const Overload& overload, const Arguments& arguments) {
    std::string_view name = overload.function;
    const Expr* target = arguments.target;
    std::span<const Expr* const> rest = arguments.rest;
    if (name == "check") return CallEstimate{Range::exactly(350'000), {}};
    if (name == "ip" && target) return CallEstimate{Range::exactly(1), {}};
    if (has_unit_cost(name)) return CallEstimate{Range::exactly(1), {}};
    if (name == "fieldSelector" || name == "labelSelector") {
      Range size = size_or_unknown(*rest[0]);
      Range each = size.scaled(0.5).scaled(kListCost + kMessageCost);
      return CallEstimate{Range::exactly(kListCost).plus(size.scaled(kTraversal)).plus(each), {}};
    }
    if (target &&
        is_in(name, {"isSorted", "sum", "max", "min", "indexOf", "lastIndexOf", "includes"})) {
      return CallEstimate{over_list(name, *target), {}};
    }
    if (is_in(name, {"url", "jsonpatch.escapeKey"})) return traverse(size_or_unknown(*rest[0]));
    if (is_in(name,
              {"cidr", "isIP", "isCIDR", "ip", "quantity", "isQuantity", "semver", "isSemver"})) {
      return CallEstimate{size_or_unknown(*rest[0]).scaled(kTraversal), {}};
    }
    if (name == "ip.isCanonical") {
      return CallEstimate{size_or_unknown(*rest[0]).scaled(2 * kTraversal), {}};
    }
    if (!target) return equality(overload, arguments);
    if (is_in(name, {"lowerAscii", "upperAscii", "substring", "trim"})) {
      return traverse(size_or_unknown(*target));
    }
    return on_target(overload, *target, rest);
  }

  std::optional<CallEstimate> on_target(const Overload& overload, const Expr& target,
                                        std::span<const Expr* const> rest) {
    std::string_view name = overload.function;
    if (name == "replace") return replace(target, rest);
    if (name == "split") {
      Range size = size_or_unknown(target);
      uint64_t most = rest.size() > 1 ? literal_number(*rest[1], size.max) : size.max;
      return CallEstimate{size.scaled(2 * kTraversal), Range{0, most}};
    }
    if (name == "join") return join(target, rest);
    if (name == "find" || name == "findAll") {
      Range size = size_or_unknown(target);
      Range text = size.plus(Range::exactly(1)).scaled(kTraversal);
      Range pattern = size_or_unknown(*rest[0]).scaled(kPattern);
      return CallEstimate{text.times(pattern), Range{0, size.max}};
    }
    if (name == "validate") {
      constexpr double kPatternSize = 128;
      Range text = size_or_unknown(*rest[0]).scaled(kTraversal);
      return CallEstimate{text.scaled(kPatternSize * kPattern), {}};
    }
    if (name == "containsIP" || name == "containsCIDR") return contains_network(overload, rest);
    return std::nullopt;
  }

  Range over_list(std::string_view name, const Expr& target) {
    Range size = size_or_unknown(target);
    if (!target.type->first) return name == "includes" ? size : size.scaled(kTraversal);
    Range each = Range::exactly(1);
    const Type* item = target.type->first;
    if (item->is(TypeKind::String) || item->is(TypeKind::Bytes)) {
      Range text = declared_size(element(place_of(target))).value_or(Range::unknown());
      each = each.plus(text.scaled(kTraversal));
    }
    return size.times(each);
  }

  CallEstimate contains_network(const Overload& overload, std::span<const Expr* const> rest) {
    constexpr Range kBytes{4, 16};
    Range sum = kBytes.plus(kBytes).scaled(kTraversal);
    if (overload.function == "containsCIDR") {
      sum = sum.plus(kBytes.scaled(kTraversal)).plus(Range::exactly(1));
    }
    if (overload.parameters.ends_with('s')) {
      sum = sum.plus(size_or_unknown(*rest[0]).scaled(kTraversal));
    }
    return {sum, {}};
  }

  CallEstimate replace(const Expr& target, std::span<const Expr* const> rest) {
    Range size = size_or_unknown(target);
    Range old = size_or_unknown(*rest[0]);
    Range with = size_or_unknown(*rest[1]);
    Range count;
    Range kept;
    if (old.min == 0) {
      count.max = add(size.max, 1);
      kept.max = size.max;
    } else if (with.max <= old.min) {
      kept.max = size.max;
    } else {
      count.max = (size.max + old.min - 1) / old.min;
    }
    if (old.max == 0) {
      count.min = add(size.min, 1);
      kept.min = size.min;
    } else if (old.max <= with.min) {
      kept.min = size.min;
    } else {
      count.min = scale(size.min, 1.0 / static_cast<double>(old.max));
    }
    return {size.scaled(2 * kTraversal), count.times(with).plus(kept)};
  }

  CallEstimate join(const Expr& target, std::span<const Expr* const> rest) {
    Range count = size_or_unknown(target);
    Range item = declared_size(element(place_of(target))).value_or(Range::unknown());
    Range size = count.times(item);
    if (!rest.empty()) {
      Range between{count.min > 0 ? count.min - 1 : 0, count.max > 0 ? count.max - 1 : 0};
      size = size.plus(size_or_unknown(*rest[0]).times(between));
    }
    return traverse(size);
  }

  /// Of values of Kubernetes' types.
  std::optional<CallEstimate> equality(const Overload& overload, const Arguments& arguments) {
    if (overload.function != "_==_") return std::nullopt;
    const Type& left = *arguments.rest[0]->type;
    const Type& right = *arguments.rest[1]->type;
    if (!left.is(TypeKind::Opaque) || left.name != right.name) return std::nullopt;
    if (left.name == "kubernetes.NamedFormat") {
      return CallEstimate{Range{1, 64}.scaled(kTraversal), {}};
    }
    return CallEstimate{Range::exactly(1), {}};
  }

  /// What CEL itself says.
  CallEstimate standard(const Expr& expr, const Overload& overload, const Arguments& arguments) {
    std::span<const Expr* const> rest = arguments.rest;
    auto size = [&](size_t i) { return size_or_unknown(*rest[i]); };
    auto costs = [&](const Range& own) { return own.plus(arguments.sum); };
    switch (overload.cost) {
      case CostRule::Traverse:
        return {costs(size_or_unknown(*arguments.target).scaled(kTraversal)), {}};
      case CostRule::TextToBytes:
        return {costs(size(0).scaled(kTraversal)), Range{size(0).min, multiply(size(0).max, 4)}};
      case CostRule::BytesToText:
        return {costs(size(0).scaled(kTraversal)), Range{size(0).min / 4, size(0).max}};
      case CostRule::Quote:
        return {costs(size(0).scaled(kTraversal)),
                Range{add(size(0).min, 2), add(multiply(size(0).max, 2), 2)}};
      case CostRule::Affix:
        return {costs(size(0).scaled(kTraversal)), {}};
      case CostRule::InList:
        return {costs(size(1)), {}};
      case CostRule::Matches:
        return {costs(pattern_cost(arguments)), {}};
      case CostRule::Contains:
        return {costs(size_or_unknown(*arguments.target)
                          .scaled(kTraversal)
                          .times(size(0).scaled(kTraversal))),
                {}};
      case CostRule::Logic:
        return {{arguments.costs[0].min, arguments.costs[0].plus(arguments.costs[1]).max}, {}};
      case CostRule::Choose:
        set_entries(expr, both(entries_of(*rest[1]), entries_of(*rest[2])));
        return {arguments.costs[0].plus(arguments.costs[1].around(arguments.costs[2])),
                size(1).around(size(2))};
      case CostRule::Concat:
      case CostRule::AddList: {
        Range result = size(0).plus(size(1));
        set_entries(expr, both(entries_of(*rest[0]), entries_of(*rest[1])));
        bool is_list = overload.cost == CostRule::AddList;
        return {costs(is_list ? Range::exactly(1) : result.scaled(kTraversal)), result};
      }
      case CostRule::Compare: {
        uint64_t most = std::min(size(0).max, size(1).max);
        return {costs(Range{most > 0 ? 1u : 0u, most}.scaled(kTraversal)), {}};
      }
      default:
        return {costs(Range::exactly(1)), {}};
    }
  }

  Range pattern_cost(const Arguments& arguments) {
    const Expr& text = arguments.target ? *arguments.target : *arguments.rest[0];
    const Expr& pattern = *arguments.rest[arguments.target ? 0 : 1];
    return size_or_unknown(text)
        .plus(Range::exactly(1))
        .scaled(kTraversal)
        .times(size_or_unknown(pattern).scaled(kPattern));
  }

  const DeclaredType* self_;
  std::vector<Local> locals_;
  std::unordered_map<const Expr*, Place> places_;
  std::unordered_map<const Expr*, Range> sizes_;
  std::unordered_map<const Expr*, EntrySizes> entries_;
};

}  // namespace

Range Range::plus(const Range& other) const { return {add(min, other.min), add(max, other.max)}; }
Range Range::times(const Range& other) const {
  return {multiply(min, other.min), multiply(max, other.max)};
}
Range Range::scaled(double factor) const { return {scale(min, factor), scale(max, factor)}; }
Range Range::around(const Range& other) const {
  return {std::min(min, other.min), std::max(max, other.max)};
}

Range estimate_cost(const Expr& root, const DeclaredType* self) {
  return Estimator(self).cost(root);
}

bool has_unit_cost(std::string_view function) {
  return is_in(function, {"serviceAccount",
                          "path",
                          "group",
                          "resource",
                          "subresource",
                          "namespace",
                          "name",
                          "allowed",
                          "reason",
                          "error",
                          "errored",
                          "masked",
                          "prefixLength",
                          "family",
                          "isUnspecified",
                          "isLoopback",
                          "isLinkLocalMulticast",
                          "isLinkLocalUnicast",
                          "isGlobalUnicast",
                          "format.named",
                          "sign",
                          "asInteger",
                          "isInteger",
                          "asApproximateFloat",
                          "isGreaterThan",
                          "isLessThan",
                          "compareTo",
                          "add",
                          "sub",
                          "major",
                          "minor",
                          "patch",
                          "getScheme",
                          "getHostname",
                          "getHost",
                          "getPort",
                          "getEscapedPath",
                          "getQuery"});
}

}  // namespace drydock::validate::cel

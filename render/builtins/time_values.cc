#include "render/builtins/time_values.h"

#include "core/go_number.h"
#include "render/builtins/time_types.h"
#include "render/time/duration.h"

namespace drydock::render {
namespace {

const Builtin* find_in(std::span<const Builtin> methods, std::string_view name) {
  for (const Builtin& method : methods) {
    if (method.name == name) return &method;
  }
  return nullptr;
}

Value object_text(const CallArgs& args) {
  std::string text;
  args[0].as_object().text(text);
  return args.string(text);
}

constexpr Builtin kTextMethods[] = {{"String", takes(), Type::String, object_text, "as text"}};

class TimeObject final : public ValueObject {
 public:
  explicit TimeObject(const GoTime& time) : time_(time) {}

  const GoTime& time() const { return time_; }

  std::string_view type_name() const override { return "time.Time"; }
  std::string_view kind_name() const override { return "struct"; }
  bool text(std::string& out) const override {
    out += time_text(time_);
    return true;
  }
  bool go_syntax(std::string& out) const override {
    out += time_go_syntax(time_);
    return true;
  }
  bool json(std::string& out) const override {
    try {
      ((out += '"') += time_rfc3339(time_)) += '"';
      return true;
    } catch (const Error&) {
      return false;
    }
  }
  const Builtin* method(std::string_view name) const override {
    return find_in(time_methods(), name);
  }
  bool equals(const ValueObject& other) const override {
    return other.type_name() == type_name() &&
           identical_times(time_, static_cast<const TimeObject&>(other).time_);
  }

 private:
  GoTime time_;
};

/// A number with a name: time.Duration, time.Month, time.Weekday.
class TimeNumber final : public ValueObject {
 public:
  TimeNumber(Type type, int64_t value) : type_(type), value_(value) {}

  std::string_view type_name() const override { return render::type_name(type_); }
  std::string_view kind_name() const override { return type_ == Type::Duration ? "int64" : "int"; }
  bool text(std::string& out) const override {
    if (type_ == Type::Duration) {
      out += duration_text(value_);
    } else if (type_ == Type::Month) {
      out += month_name(static_cast<int>(value_));
    } else {
      out += weekday_name(static_cast<int>(value_));
    }
    return true;
  }
  bool json(std::string& out) const override {
    append_go_int(out, value_);
    return true;
  }
  Value underlying() const override {
    return Value::of_int(value_, type_ == Type::Duration ? GoType::Default : GoType::Int);
  }
  const Builtin* method(std::string_view name) const override {
    if (name == "String") return kTextMethods;
    return type_ == Type::Duration ? find_in(duration_methods(), name) : nullptr;
  }
  bool equals(const ValueObject& other) const override {
    return other.type_name() == type_name() &&
           static_cast<const TimeNumber&>(other).value_ == value_;
  }

 private:
  Type type_;
  int64_t value_;
};

class LocationObject final : public ValueObject {
 public:
  LocationObject(const Location* location, bool is_local)
      : location_(location), is_local_(is_local) {}

  const Location* location() const { return location_; }
  bool is_local() const { return is_local_; }

  std::string_view type_name() const override { return "*time.Location"; }
  std::string_view kind_name() const override { return "ptr"; }
  bool text(std::string& out) const override {
    out += location_ ? location_->name() : "UTC";
    return true;
  }
  // It has no exported fields.
  bool json(std::string& out) const override {
    out += "{}";
    return true;
  }
  const Builtin* method(std::string_view name) const override {
    return find_in(kTextMethods, name);
  }
  bool equals(const ValueObject& other) const override {
    if (other.type_name() != type_name()) return false;
    const auto& that = static_cast<const LocationObject&>(other);
    return location_ == that.location_ || (is_local_ && that.is_local_);
  }

 private:
  const Location* location_;
  bool is_local_;
};

}  // namespace

Value make_time_value(Arena& arena, const GoTime& time) {
  return Value::of_object(arena.make<TimeObject>(time));
}

const GoTime* time_of(Value value) {
  if (!value.is_object() || value.as_object().type_name() != "time.Time") return nullptr;
  return &static_cast<const TimeObject&>(value.as_object()).time();
}

Value make_duration_value(Arena& arena, int64_t duration) {
  return make_time_number(arena, Type::Duration, duration);
}

int64_t duration_of(Value value) {
  return value.is_object() ? value.as_object().underlying().as_int() : value.as_int();
}

Value make_time_number(Arena& arena, Type type, int64_t value) {
  return Value::of_object(arena.make<TimeNumber>(type, value));
}

Value make_location_value(Arena& arena, const GoTime& time) {
  return Value::of_object(arena.make<LocationObject>(time.location, time.is_local));
}

void set_location(GoTime& time, Value location) {
  const auto& object = static_cast<const LocationObject&>(location.as_object());
  time.location = object.location();
  time.is_local = object.is_local();
  time.clock.reset();
}

const Location* local_location(Context& context) {
  std::optional<Location> local = Location::load(context.environment().local_zone);
  return context.arena().make<Location>(local.value_or(Location()));
}

}  // namespace drydock::render

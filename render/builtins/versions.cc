#include <limits>

#include "core/semver.h"
#include "render/builtins/builtin.h"
#include "render/builtins/families.h"
#include "render/builtins/version_values.h"

namespace drydock::render {
namespace {

constexpr uint64_t kMaxNumber = std::numeric_limits<uint64_t>::max();

const Builtin* find_version_method(std::string_view name, bool of_pointer);

/// What `semver` gives, a *semver.Version, or a semver.Version that one of its methods gave.
class VersionObject : public ValueObject {
 public:
  VersionObject(const SemVersion& version, std::string_view original, bool is_pointer)
      : version_(version), original_(original), is_pointer_(is_pointer) {
    fields_[0] = {"major", Value::of_uint(version.major)};
    fields_[1] = {"minor", Value::of_uint(version.minor)};
    fields_[2] = {"patch", Value::of_uint(version.patch)};
    fields_[3] = {"pre", Value::of_string(version.prerelease)};
    fields_[4] = {"metadata", Value::of_string(version.metadata)};
    fields_[5] = {"original", Value::of_string(original)};
  }

  const SemVersion& version() const { return version_; }
  std::string_view original() const { return original_; }

  std::string_view type_name() const override {
    return is_pointer_ ? "*semver.Version" : "semver.Version";
  }
  std::string_view kind_name() const override { return is_pointer_ ? "ptr" : "struct"; }
  bool text(std::string& out) const override {
    out += version_.text();
    return true;
  }
  bool json(std::string& out) const override {
    ((out += '"') += version_.text()) += '"';  // has no character that JSON escapes
    return true;
  }
  std::span<const Field> fields() const override { return fields_; }
  const Builtin* method(std::string_view name) const override {
    return find_version_method(name, is_pointer_);
  }
  bool equals(const ValueObject& other) const override {
    if (is_pointer_ || other.type_name() != type_name()) return this == &other;
    const auto& that = static_cast<const VersionObject&>(other);
    return version_.text() == that.version_.text() && original_ == that.original_;
  }

 private:
  SemVersion version_;
  std::string_view original_;
  bool is_pointer_;
  Field fields_[6];
};

Value make_version(const CallArgs& args, const SemVersion& version, std::string_view original,
                   bool is_pointer) {
  return Value::of_object(args.arena().make<VersionObject>(version, original, is_pointer));
}

Value semver(const CallArgs& args) {
  return make_version(args, SemVersion::parse(args.text(0)), args.text(0), true);
}

Value semver_compare(const CallArgs& args) {
  SemConstraint constraint = SemConstraint::parse(args.text(0));
  return Value::of_bool(constraint.allows(SemVersion::parse(args.text(1))));
}

const VersionObject& object(const CallArgs& args) {
  return static_cast<const VersionObject&>(args[0].as_object());
}
const SemVersion& version(const CallArgs& args) { return object(args).version(); }

int compare_with(const CallArgs& args) {
  if (args[1].is_nil()) {
    args.fail("runtime error: invalid memory address or nil pointer dereference");
  }
  const auto& other = static_cast<const VersionObject&>(args[1].as_object());
  return drydock::compare(version(args), other.version());
}

Value major(const CallArgs& args) { return Value::of_uint(version(args).major); }
Value minor(const CallArgs& args) { return Value::of_uint(version(args).minor); }
Value patch(const CallArgs& args) { return Value::of_uint(version(args).patch); }
Value prerelease(const CallArgs& args) { return Value::of_string(version(args).prerelease); }
Value metadata(const CallArgs& args) { return Value::of_string(version(args).metadata); }
Value original(const CallArgs& args) { return Value::of_string(object(args).original()); }
Value text(const CallArgs& args) { return args.string(version(args).text()); }
Value marshal_text(const CallArgs& args) {
  return Value::of_bytes(args.arena().copy(version(args).text()));
}
Value marshal_json(const CallArgs& args) {
  return Value::of_bytes(args.arena().copy('"' + version(args).text() + '"'));
}

Value compare(const CallArgs& args) { return Value::of_int(compare_with(args), GoType::Int); }
Value equal(const CallArgs& args) {
  return Value::of_bool(!args[1].is_nil() && compare_with(args) == 0);
}
Value less(const CallArgs& args) { return Value::of_bool(compare_with(args) < 0); }
Value less_equal(const CallArgs& args) { return Value::of_bool(compare_with(args) <= 0); }
Value greater(const CallArgs& args) { return Value::of_bool(compare_with(args) > 0); }
Value greater_equal(const CallArgs& args) { return Value::of_bool(compare_with(args) >= 0); }

/// A version that was made of the receiver keeps only the "v" of what was written.
Value changed(const CallArgs& args, const SemVersion& version) {
  std::string original = object(args).original().starts_with('v') ? "v" : "";
  original += version.text();
  return make_version(args, version, args.arena().copy(original), false);
}

Value next_patch(const CallArgs& args) {
  SemVersion next = version(args);
  if (next.prerelease.empty()) {
    if (next.patch == kMaxNumber) args.fail("patch version increment would overflow uint64");
    ++next.patch;
  }
  return changed(args, {next.major, next.minor, next.patch, {}, {}});
}

Value next_minor(const CallArgs& args) {
  const SemVersion& old = version(args);
  if (old.minor == kMaxNumber) args.fail("minor version increment would overflow uint64");
  return changed(args, {old.major, old.minor + 1, 0, {}, {}});
}

Value next_major(const CallArgs& args) {
  const SemVersion& old = version(args);
  if (old.major == kMaxNumber) args.fail("major version increment would overflow uint64");
  return changed(args, {old.major + 1, 0, 0, {}, {}});
}

Value set_prerelease(const CallArgs& args) {
  SemVersion next = version(args);
  next.prerelease = args.text(1);
  if (!next.prerelease.empty()) check_prerelease(next.prerelease);
  return changed(args, next);
}

Value set_metadata(const CallArgs& args) {
  SemVersion next = version(args);
  next.metadata = args.text(1);
  if (!next.metadata.empty()) check_metadata(next.metadata);
  return changed(args, next);
}

constexpr Params kNothing = takes();
constexpr Params kVersion = takes(Type::Semver);
constexpr Params kText = takes(Type::String);

// clang-format off
constexpr Builtin kVersionMethods[] = {
    {"Major",         kNothing, Type::Uint64, major,          "the first number"},
    {"Minor",         kNothing, Type::Uint64, minor,          "the second number"},
    {"Patch",         kNothing, Type::Uint64, patch,          "the third number"},
    {"Prerelease",    kNothing, Type::String, prerelease,     "what follows \"-\""},
    {"Metadata",      kNothing, Type::String, metadata,       "what follows \"+\""},
    {"String",        kNothing, Type::String, text,           "the version in full, without \"v\""},
    {"IncMajor",      kNothing, Type::Semver, next_major,     "the next major version"},
    {"IncMinor",      kNothing, Type::Semver, next_minor,     "the next minor version"},
    {"IncPatch",      kNothing, Type::Semver, next_patch,     "the next patch version, or the release of a prerelease"},
    {"SetPrerelease", kText,    Type::Semver, set_prerelease, "TEXT: the version with another prerelease"},
    {"SetMetadata",   kText,    Type::Semver, set_metadata,   "TEXT: the version with other metadata"},
    {"MarshalText",   kNothing, Type::Bytes,  marshal_text,   "the version as bytes"},
    {"MarshalJSON",   kNothing, Type::Bytes,  marshal_json,   "the version as bytes of JSON"},
    {"Value",         kNothing, Type::Any,    text,           "what `String` gives"},
};

// What Go allows for pointers only.
constexpr Builtin kVersionPointerMethods[] = {
    {"Original",         kNothing, Type::String, original,      "the version as it was written"},
    {"Compare",          kVersion, Type::Int,    compare,       "VERSION: -1, 0 or 1; metadata does not count"},
    {"Equal",            kVersion, Type::Bool,   equal,         "VERSION: whether both are the same but for metadata"},
    {"LessThan",         kVersion, Type::Bool,   less,          "VERSION: whether this one comes before"},
    {"LessThanEqual",    kVersion, Type::Bool,   less_equal,    "VERSION: whether this one comes before, or is the same"},
    {"GreaterThan",      kVersion, Type::Bool,   greater,       "VERSION: whether this one comes after"},
    {"GreaterThanEqual", kVersion, Type::Bool,   greater_equal, "VERSION: whether this one comes after, or is the same"},
};

constexpr Builtin kVersionBuiltins[] = {
    {"semver",        takes(Type::String),               Type::Semver, semver,         "TEXT: TEXT as a version, with .Major, .Minor, .Patch, .Prerelease, .Metadata, .Original and .Compare"},
    {"semverCompare", takes(Type::String, Type::String), Type::Bool,   semver_compare, "CONSTRAINT VERSION: whether VERSION satisfies CONSTRAINT, for example \">=1.2, <2\" or \"^1.2 || ~3.1\""},
};
// clang-format on

const Builtin* find_version_method(std::string_view name, bool of_pointer) {
  for (const Builtin& method : kVersionMethods) {
    if (method.name == name) return &method;
  }
  for (const Builtin& method : kVersionPointerMethods) {
    if (of_pointer && method.name == name) return &method;
  }
  return nullptr;
}

}  // namespace

Value empty_version(Arena& arena, Value version) {
  bool is_pointer = version.as_object().kind_name() == "ptr";
  return Value::of_object(arena.make<VersionObject>(SemVersion(), "", is_pointer));
}

bool is_version(Value value) {
  return value.is_object() && value.as_object().type_name().ends_with("semver.Version");
}

std::span<const Builtin> version_builtins() { return kVersionBuiltins; }

}  // namespace drydock::render

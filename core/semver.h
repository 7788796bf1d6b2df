#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace drydock {

/// A version and its order as Masterminds' semver v3 has them, which Helm compares versions with.
/// The texts are views of the text that was parsed.
struct SemVersion {
  uint64_t major = 0;
  uint64_t minor = 0;
  uint64_t patch = 0;
  std::string_view prerelease;  // "rc.1" of 1.2.3-rc.1
  std::string_view metadata;    // "b5" of 1.2.3+b5

  /// Also takes "v1.2", "1", and numbers with leading zeros. Throws Error, rule "semver", with the
  /// original's text if this is no version.
  static SemVersion parse(std::string_view text);
  /// Takes only what semver.org calls a version.
  static SemVersion parse_strict(std::string_view text);

  /// Whether `parse_strict` takes it.
  static bool is_strict(std::string_view text);

  /// "1.2.3-rc.1+b5"; without "v" and leading zeros.
  std::string text() const;
};

/// -1, 0 or 1. Metadata does not count; a prerelease comes before its release.
int compare(const SemVersion& a, const SemVersion& b);

/// Throw Error, rule "semver", if the text cannot stand behind "-" or "+" of a version.
void check_prerelease(std::string_view text);
void check_metadata(std::string_view text);

/// "^1.2 || >=3.0-0 <4": what versions will do. Groups joined by "||", of which one must hold; in a
/// group, separated by space or comma, all must hold.
class SemConstraint {
 public:
  /// Throws Error, rule "semver", with the original's text. Keeps no view of `text`.
  static SemConstraint parse(std::string_view text);

  /// A prerelease satisfies only groups that name a prerelease themselves.
  bool allows(const SemVersion& version) const;

 private:
  enum class Operator : uint8_t {
    TildeOrEqual,
    NotEqual,
    Greater,
    Less,
    GreaterEqual,
    LessEqual,
    Tilde,
    Caret
  };
  struct Bound {
    Operator op;
    uint64_t major = 0;
    uint64_t minor = 0;
    uint64_t patch = 0;
    std::string prerelease;
    // Which part is the first to be a wildcard or missing; `open` is true with any of them.
    bool open = false;
    bool minor_open = false;
    bool patch_open = false;

    SemVersion version() const { return {major, minor, patch, prerelease, {}}; }
  };
  struct Group {
    std::vector<Bound> bounds;
    bool names_prerelease = false;
  };

  static Group parse_group(std::string_view text);
  static Bound parse_bound(std::string_view operator_text, std::string_view version_text);
  static bool holds(const Bound& bound, const SemVersion& version);
  static bool holds_not_equal(const Bound& bound, const SemVersion& version);
  static bool holds_greater(const Bound& bound, const SemVersion& version);
  static bool holds_less_equal(const Bound& bound, const SemVersion& version);
  static bool holds_tilde(const Bound& bound, const SemVersion& version);
  static bool holds_caret(const Bound& bound, const SemVersion& version);

  std::vector<Group> groups_;
};

}  // namespace drydock

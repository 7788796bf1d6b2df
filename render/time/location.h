#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

namespace drydock::render {

/// Go's time.Location: a time zone of the zone database, which is part of the program, UTC, or a
/// fixed offset. A view; small, and trivially destructible.
class Location {
 public:
  static constexpr int64_t kBeginning = std::numeric_limits<int64_t>::min();
  static constexpr int64_t kEnd = std::numeric_limits<int64_t>::max();

  /// What holds from `start` up to but without `end`, in seconds since 1970.
  struct Period {
    std::string_view name;  // "CET"
    int offset = 0;         // seconds east of UTC
    int64_t start = kBeginning;
    int64_t end = kEnd;
    bool is_dst = false;
  };

  /// UTC.
  Location() = default;
  /// time.FixedZone. The name is not copied.
  static Location fixed(std::string_view name, int offset);
  /// time.LoadLocation of a name of the database, "Europe/Paris"; "" is UTC. Nothing for others.
  static std::optional<Location> load(std::string_view name);

  std::string_view name() const { return name_; }
  Period at(int64_t seconds) const;
  /// The offset of the abbreviation `name` where the clock shows `wall_seconds` since 1970, or
  /// where it was in use at another time.
  std::optional<int> find_offset(std::string_view name, int64_t wall_seconds) const;

  /// Go keeps one location for each of the usual offsets and compares their addresses; all other
  /// fixed ones differ.
  bool is_shared_offset() const;
  bool is_fixed() const { return kind_ == Kind::Fixed; }

 private:
  enum class Kind : uint8_t { Utc, Fixed, Zone };

  Kind kind_ = Kind::Utc;
  int offset_ = 0;
  std::string_view name_ = "UTC";
  std::string_view data_;  // of the zone
};

/// The version of the zone database, "2025b".
std::string_view time_zone_version();

}  // namespace drydock::render

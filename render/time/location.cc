#include "render/time/location.h"

#include "render/time/zone_rule.h"

// The assembler copies the file as it is; render/import/time_zones.py wrote it and tells its form.
asm(".section .rodata\n"
    ".global drydock_time_zones\ndrydock_time_zones:\n"
    ".incbin \"render/data/time_zones.bin\"\n"
    ".global drydock_time_zones_end\ndrydock_time_zones_end:\n"
    ".previous\n");
extern "C" {
extern const char drydock_time_zones[];
extern const char drydock_time_zones_end[];
}

namespace drydock::render {
namespace {

class ZoneReader {
 public:
  explicit ZoneReader(std::string_view data) : rest_(data) {}

  uint64_t number() {
    uint64_t value = 0;
    for (int shift = 0;; shift += 7) {
      auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      value |= static_cast<uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return value;
    }
  }
  int64_t signed_number() {
    uint64_t value = number();
    return static_cast<int64_t>(value >> 1) ^ -static_cast<int64_t>(value & 1);
  }
  std::string_view text() { return bytes(number()); }
  std::string_view bytes(size_t size) {
    std::string_view out = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return out;
  }

 private:
  std::string_view rest_;
};

ZoneReader database() {
  return ZoneReader(
      {drydock_time_zones, static_cast<size_t>(drydock_time_zones_end - drydock_time_zones)});
}

struct ZoneName {
  std::string_view name;  // in the database, so that it outlives the one that was asked for
  std::string_view data;
};

std::optional<ZoneName> find_zone(std::string_view name) {
  ZoneReader reader = database();
  reader.text();
  std::optional<ZoneName> found;
  uint64_t zone = 0;
  for (uint64_t names = reader.number(); names > 0; --names) {
    std::string_view candidate = reader.text();
    uint64_t index = reader.number();
    if (candidate != name) continue;
    found = ZoneName{candidate, {}};
    zone = index;
  }
  if (!found) return std::nullopt;
  uint64_t before = 0;
  uint64_t size = 0;
  uint64_t count = reader.number();
  for (uint64_t i = 0; i < count; ++i) {
    uint64_t each = reader.number();
    if (i < zone) before += each;
    if (i == zone) size = each;
  }
  reader.bytes(before);
  found->data = reader.bytes(size);
  return found;
}

/// A zone, unpacked as far as that takes no memory.
struct ZoneView {
  static constexpr size_t kMaxTypes = 16;

  explicit ZoneView(std::string_view data) : reader(data) {
    type_count = reader.number();
    for (uint64_t i = 0; i < type_count; ++i) {
      Location::Period type;
      type.offset = static_cast<int>(reader.signed_number());
      type.is_dst = reader.number() != 0;
      type.name = reader.text();
      if (i < kMaxTypes) types[i] = type;
    }
    change_count = reader.number();
  }

  /// What holds before the first change, of which the zone begins with `first_type`.
  Location::Period first_period(bool type_zero_is_used, uint64_t first_type) const {
    if (!type_zero_is_used) return types[0];
    if (change_count > 0 && types[first_type].is_dst) {
      for (uint64_t i = first_type; i-- > 0;) {
        if (!types[i].is_dst) return types[i];
      }
    }
    for (uint64_t i = 0; i < type_count; ++i) {
      if (!types[i].is_dst) return types[i];
    }
    return types[0];
  }

  Location::Period at(int64_t seconds);

  ZoneReader reader;  // stands before the first change
  Location::Period types[kMaxTypes];
  uint64_t type_count = 0;
  uint64_t change_count = 0;
};

Location::Period ZoneView::at(int64_t seconds) {
  int64_t when = 0;
  int64_t start = Location::kBeginning;
  int64_t end = Location::kEnd;
  uint64_t type = 0;
  uint64_t first_type = 0;
  bool type_zero_is_used = false;
  bool is_last = true;
  for (uint64_t i = 0; i < change_count; ++i) {
    when = i == 0 ? reader.signed_number() : when + static_cast<int64_t>(reader.number());
    uint64_t next_type = reader.number();
    if (i == 0) first_type = next_type;
    if (next_type == 0) type_zero_is_used = true;
    if (when <= seconds) {
      start = when;
      type = next_type;
    } else if (end == Location::kEnd) {
      end = when;
      is_last = false;
    }
  }
  Location::Period period = types[type];
  if (change_count > 0 && start == Location::kBeginning) {
    period = first_period(type_zero_is_used, first_type);
  } else if (is_last) {
    std::string_view rule = reader.text();
    if (auto ruled = apply_zone_rule(rule, start, seconds)) return *ruled;
  }
  period.start = start;
  period.end = end;
  return period;
}

}  // namespace

Location Location::fixed(std::string_view name, int offset) {
  Location location;
  location.kind_ = Kind::Fixed;
  location.name_ = name;
  location.offset_ = offset;
  return location;
}

std::optional<Location> Location::load(std::string_view name) {
  if (name.empty() || name == "UTC") return Location();
  std::optional<ZoneName> zone = find_zone(name);
  if (!zone) return std::nullopt;
  Location location;
  location.kind_ = Kind::Zone;
  location.name_ = zone->name;
  location.data_ = zone->data;
  return location;
}

Location::Period Location::at(int64_t seconds) const {
  switch (kind_) {
    case Kind::Utc:
      return {.name = "UTC"};
    case Kind::Fixed:
      return {.name = name_, .offset = offset_};
    case Kind::Zone:
      break;
  }
  return ZoneView(data_).at(seconds);
}

std::optional<int> Location::find_offset(std::string_view name, int64_t wall_seconds) const {
  if (kind_ != Kind::Zone) {
    // To Go, its own UTC has no names to find.
    return kind_ == Kind::Fixed && name == name_ ? std::optional(offset_) : std::nullopt;
  }
  ZoneView zone(data_);
  for (uint64_t i = 0; i < zone.type_count; ++i) {
    if (zone.types[i].name != name) continue;
    Period period = at(wall_seconds - zone.types[i].offset);
    if (period.name == name) return period.offset;
  }
  for (uint64_t i = 0; i < zone.type_count; ++i) {
    if (zone.types[i].name == name) return zone.types[i].offset;
  }
  return std::nullopt;
}

bool Location::is_shared_offset() const {
  constexpr int kHour = 3600;
  return kind_ == Kind::Fixed && name_.empty() && offset_ % kHour == 0 && offset_ >= -12 * kHour &&
         offset_ <= 14 * kHour;
}

std::string_view time_zone_version() { return database().text(); }

}  // namespace drydock::render

#pragma once

#include <bit>
#include <cstdint>

/// The layout of schemas/data/*.bin, written by schemas/import/api_table.py and read in place from
/// the program's read-only data. Little-endian, sections aligned to 4 bytes:
///
///     header, kinds, types, fields, traits, shapes, list words, text offsets, text bytes
///
/// Texts are numbered in byte order, so that rows sorted by text number are sorted by text. A range
/// of releases is one byte: first << 4 | last, each counted from the header's first minor release.
namespace drydock::schemas::layout {

static_assert(std::endian::native == std::endian::little, "the tables are read in place");

constexpr uint16_t kNone = 0xFFFF;

struct Section {
  uint32_t offset;  // bytes from the header's start
  uint32_t count;   // rows
};

struct Header {
  char magic[4];  // "DDAT"
  uint8_t layout;
  uint8_t first_release;  // minor
  uint8_t last_release;
  uint8_t unused;
  Section kinds;
  Section types;
  Section fields;
  Section traits;
  Section shapes;
  Section list_words;    // uint16_t: a count, then that many text numbers; lists begin anywhere
  Section text_offsets;  // uint32_t into the bytes, one more than there are texts
  Section text_bytes;
};

/// Sorted by group, version, kind.
struct KindRow {
  uint16_t group;
  uint16_t version;
  uint16_t kind;
  uint16_t type;  // kNone: only the scope and lifecycle are known
  uint8_t releases;
  uint8_t scope;
  uint8_t deprecated;  // minor release, 0 when not
  uint8_t removed;
  uint16_t replacement;  // kind row, or kNone
};

/// Sorted by package and name.
struct TypeRow {
  uint16_t package;  // "io.k8s.api.core.v1"
  uint16_t name;     // "PodSpec"
  uint16_t first_field;
  uint16_t field_count;  // rows: a field that changed over time has several
  uint16_t flags;
};
constexpr uint16_t kTypeIsAtomic = 1;

/// Sorted by name, then releases, within a type.
struct FieldRow {
  uint16_t name;
  uint16_t shape;
  uint16_t traits;
  uint8_t releases;
  uint8_t flags;
};
constexpr uint8_t kFieldIsRequired = 1;
constexpr uint8_t kFieldIsDeprecated = 2;

struct TraitsRow {
  uint8_t list_type;
  uint8_t map_type;
  uint8_t strategy;
  uint8_t unused;
  uint16_t merge_key;  // text
  uint16_t map_keys;   // list
  uint16_t enum_values;
};

struct ShapeRow {
  uint8_t kind;
  uint8_t format;
  uint16_t target;  // shape of the elements, or type of the object
};

static_assert(sizeof(Header) == 72 && sizeof(KindRow) == 14 && sizeof(TypeRow) == 10 &&
              sizeof(FieldRow) == 8 && sizeof(TraitsRow) == 10 && sizeof(ShapeRow) == 4);

}  // namespace drydock::schemas::layout

#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace drydock::overlays {

/// Numbers of rows by hashes; several rows may have one hash, and a row may have several. Rows are
/// only added. Costs two arrays, so that an index over all objects of a build is cheap to make.
class HashRows {
 public:
  void clear() {
    heads_.clear();
    links_.clear();
  }

  void reserve(size_t rows) {
    links_.reserve(rows);
    if (rows > heads_.size()) rehash(rows);
  }

  /// Adds a row. One that is there already may get a second place, so that adding many rows with
  /// one hash takes no time that grows with them.
  void add(uint64_t hash, uint32_t row) {
    if (is_near(hash, row)) return;
    if (links_.size() >= heads_.size()) rehash(links_.size() + 1);
    uint32_t& head = heads_[slot(hash)];
    links_.push_back({hash, row, head});
    head = static_cast<uint32_t>(links_.size());
  }

  /// Calls `see` with every row of a hash, newest first, and some of them more than once.
  template <class See>
  void each(uint64_t hash, See see) const {
    if (heads_.empty()) return;
    for (uint32_t at = heads_[slot(hash)]; at != 0; at = links_[at - 1].next) {
      if (links_[at - 1].hash == hash) see(links_[at - 1].row);
    }
  }

 private:
  struct Link {
    uint64_t hash;
    uint32_t row;
    uint32_t next;  // counted from 1; 0 ends the chain
  };

  bool is_near(uint64_t hash, uint32_t row) const {
    if (heads_.empty()) return false;
    constexpr int kMostLooks = 8;
    uint32_t at = heads_[slot(hash)];
    for (int i = 0; i < kMostLooks && at != 0; ++i, at = links_[at - 1].next) {
      if (links_[at - 1].hash == hash && links_[at - 1].row == row) return true;
    }
    return false;
  }

  size_t slot(uint64_t hash) const { return (hash ^ (hash >> 32)) & (heads_.size() - 1); }

  void rehash(size_t rows) {
    size_t size = 16;
    while (size < rows * 2) size *= 2;
    heads_.assign(size, 0);
    for (size_t i = 0; i < links_.size(); ++i) {
      uint32_t& head = heads_[slot(links_[i].hash)];
      links_[i].next = head;
      head = static_cast<uint32_t>(i + 1);
    }
  }

  std::vector<uint32_t> heads_;  // a power of two
  std::vector<Link> links_;
};

}  // namespace drydock::overlays

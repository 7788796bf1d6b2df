#include "report/ownership_map.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

#include "core/excerpt.h"
#include "core/tree.h"
#include "core/unicode.h"
#include "report/safe_text.h"

namespace drydock::report {
namespace {

constexpr double kWidth = 1200;

struct Box {
  double x = 0, y = 0, w = 0, h = 0;

  Box inset(double side, double top) const {
    return {x + side, y + top, std::max(0.0, w - 2 * side), std::max(0.0, h - side - top)};
  }
};

struct Item {
  double weight = 0;
  size_t index = 0;
};

/// Rows of a squarified treemap: a row grows as long as its worst ratio of sides gets better.
class Treemap {
 public:
  Treemap(std::vector<Item> items, Box space) : items_(std::move(items)), space_(space) {
    std::stable_sort(items_.begin(), items_.end(),
                     [](const Item& a, const Item& b) { return a.weight > b.weight; });
    double total = 0;
    for (const Item& item : items_) total += item.weight;
    scale_ = total > 0 ? space.w * space.h / total : 0;
  }

  /// A box for each item, by its index.
  std::vector<std::pair<size_t, Box>> place() {
    for (size_t begin = 0; begin < items_.size();) {
      double side = std::max(1e-6, std::min(space_.w, space_.h));
      size_t end = begin + 1;
      double sum = items_[begin].weight * scale_;
      while (end < items_.size()) {
        double larger = sum + items_[end].weight * scale_;
        if (worst(begin, end + 1, larger, side) > worst(begin, end, sum, side)) break;
        sum = larger;
        ++end;
      }
      lay(begin, end, sum, side);
      begin = end;
    }
    return std::move(boxes_);
  }

 private:
  double worst(size_t begin, size_t end, double sum, double side) const {
    double largest = items_[begin].weight * scale_;
    double smallest = std::max(1e-9, items_[end - 1].weight * scale_);
    double square = side * side;
    return std::max(square * largest / (sum * sum), sum * sum / (square * smallest));
  }

  void lay(size_t begin, size_t end, double sum, double side) {
    double thickness = sum / side;
    bool is_column = space_.w >= space_.h;
    double at = is_column ? space_.y : space_.x;
    for (size_t i = begin; i < end; ++i) {
      double length = thickness > 0 ? items_[i].weight * scale_ / thickness : 0;
      boxes_.emplace_back(items_[i].index, is_column ? Box{space_.x, at, thickness, length}
                                                     : Box{at, space_.y, length, thickness});
      at += length;
    }
    if (is_column) {
      space_.x += thickness;
      space_.w -= thickness;
    } else {
      space_.y += thickness;
      space_.h -= thickness;
    }
  }

  std::vector<Item> items_;
  Box space_;
  double scale_ = 0;
  std::vector<std::pair<size_t, Box>> boxes_;
};

/// The text in at most so many characters, with "…" for the rest; empty when too few would be left.
std::string fitted(std::string_view text, double width, double character) {
  auto most = static_cast<size_t>(std::max(0.0, width / character));
  std::string plain = printable(text);
  if (count_runes(plain) <= most) return plain;
  if (most < 4) return "";
  std::string out;
  std::string_view rest = plain;
  for (size_t i = 0; i + 1 < most; ++i) {
    size_t size = static_cast<size_t>(decode_rune(rest).size);
    out += rest.substr(0, size);
    rest.remove_prefix(size);
  }
  return out + "…";
}

/// The text in lines of at most so many characters, broken behind a dash or dot where there is one;
/// nothing when the lines would be very short.
std::vector<std::string> wrapped(std::string_view text, size_t most) {
  std::vector<std::string> lines;
  if (most < 4) return lines;
  while (!text.empty()) {
    size_t bytes = 0;
    size_t count = 0;
    size_t seam = 0;
    while (bytes < text.size() && count < most) {
      bool is_seam = std::string_view("-._/").find(text[bytes]) != std::string_view::npos;
      bytes += static_cast<size_t>(decode_rune(text.substr(bytes)).size);
      ++count;
      if (is_seam) seam = bytes;
    }
    if (bytes < text.size() && seam > 0) bytes = seam;
    lines.emplace_back(text.substr(0, bytes));
    text.remove_prefix(bytes);
  }
  return lines;
}

/// The last part of a path, or the last few.
std::string_view last_parts(std::string_view path, size_t count) {
  size_t at = path.size();
  for (; count > 0 && at != path.npos && at > 0; --count) at = path.rfind('/', at - 1);
  return at == path.npos || count > 0 ? path : path.substr(at + 1);
}

/// For each name its last part, or as many as tell it from others where there are some alike.
std::vector<std::string_view> short_names(const std::vector<MapProject>& projects) {
  constexpr size_t kMostParts = 6;
  std::vector<std::string_view> names;
  for (const MapProject& project : projects) names.push_back(last_parts(project.name, 1));
  for (size_t parts = 2; parts <= kMostParts; ++parts) {
    std::unordered_map<std::string_view, size_t> counts;
    for (std::string_view name : names) ++counts[name];
    for (size_t i = 0; i < names.size(); ++i) {
      if (counts[names[i]] > 1) names[i] = last_parts(projects[i].name, parts);
    }
  }
  return names;
}

class MapWriter {
 public:
  explicit MapWriter(const std::vector<MapProject>& projects)
      : projects_(projects), names_(short_names(projects)) {
    centers_.resize(projects.size());
  }

  std::string write(const std::vector<MapLink>& links) {
    double count = static_cast<double>(projects_.size());
    double height = std::round(std::clamp(24 * std::sqrt(count) + 140, 180.0, 1100.0));
    std::map<std::string_view, std::vector<size_t>> clusters;
    for (size_t i = 0; i < projects_.size(); ++i) clusters[projects_[i].cluster].push_back(i);
    std::vector<std::pair<std::string_view, std::vector<size_t>>> groups(clusters.begin(),
                                                                         clusters.end());
    for (const auto& [place, box] : Treemap(weigh(groups), {0, 0, kWidth, height}).place()) {
      cluster(groups[place].first, groups[place].second, box);
    }
    draw_links(links);
    return fmt::format(
               "<svg viewBox=\"0 0 {:.0f} {:.0f}\" role=\"group\" aria-label=\"Map of {} projects: "
               "clusters, in them owners, in them projects. The table below says the same.\">\n",
               kWidth, height, projects_.size()) +
           out_ + "</svg>\n";
  }

 private:
  using Group = std::pair<std::string_view, std::vector<size_t>>;

  double weight(size_t project) const {
    return 4 + std::sqrt(static_cast<double>(projects_[project].objects));
  }

  std::vector<Item> weigh(const std::vector<Group>& groups) const {
    std::vector<Item> items;
    for (size_t i = 0; i < groups.size(); ++i) {
      double sum = 0;
      for (size_t project : groups[i].second) sum += weight(project);
      items.push_back({sum, i});
    }
    return items;
  }

  void cluster(std::string_view name, const std::vector<size_t>& members, Box box) {
    frame(box, "c");
    label(name, box, 16, 13);
    std::map<std::string_view, std::vector<size_t>> owners;
    for (size_t i : members) owners[projects_[i].owner].push_back(i);
    std::vector<Group> groups(owners.begin(), owners.end());
    for (const auto& [place, inner] : Treemap(weigh(groups), box.inset(3, 20)).place()) {
      owner(groups[place].first, groups[place].second, inner);
    }
  }

  void owner(std::string_view name, const std::vector<size_t>& members, Box box) {
    frame(box, "o");
    bool labelled = box.h > 34 && box.w > 40;
    if (labelled) label(name, box, 12, 11);
    std::vector<Item> items;
    for (size_t i : members) items.push_back({weight(i), i});
    Box inside = labelled ? box.inset(2, 15) : box.inset(2, 2);
    for (const auto& [index, inner] : Treemap(std::move(items), inside).place())
      project(index, inner);
  }

  void project(size_t index, Box box) {
    const MapProject& project = projects_[index];
    centers_[index] = {box.x + box.w / 2, box.y + box.h / 2, 0, 0};
    out_ += fmt::format(
        "<a href=\"#project-{}\" data-project=\"{}\" tabindex=\"-1\"><rect class=\"m{}\" "
        "x=\"{:.1f}\" "
        "y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/>",
        index, index, project.mark, box.x + 0.5, box.y + 0.5, std::max(0.5, box.w - 1),
        std::max(0.5, box.h - 1));
    project_label(printable(names_[index]), project.mark, box);
    out_ += fmt::format("<title>{}: {}</title></a>\n", safe_xml(project.name),
                        counted_objects(project.objects));
  }

  static std::string counted_objects(size_t count) {
    return fmt::format("{} object{}", count, count == 1 ? "" : "s");
  }

  /// In the largest letters in which the whole name fits, on several lines if need be; else what
  /// fits of it in small ones.
  void project_label(const std::string& name, int mark, const Box& box) {
    constexpr double kWidthOfLetter = 0.58;
    constexpr double kSmallest = 7;
    for (double size : {12.0, 10.0, 8.0, kSmallest}) {
      auto most = static_cast<size_t>(std::max(0.0, (box.w - 4) / (size * kWidthOfLetter)));
      auto room = static_cast<size_t>(std::max(0.0, (box.h - 2) / (size + 1)));
      std::vector<std::string> lines = wrapped(name, most);
      if (lines.empty() || room == 0) continue;
      if (lines.size() > room && size == kSmallest) {
        lines = {fitted(name, box.w - 4, size * kWidthOfLetter)};
      }
      if (lines.size() > room || lines[0].empty()) continue;
      out_ += fmt::format("<text class=\"t{}\" font-size=\"{:.0f}\">", mark, size);
      double y = box.y + size + 1;
      for (const std::string& line : lines) {
        out_ += fmt::format("<tspan x=\"{:.0f}\" y=\"{:.0f}\">{}</tspan>", box.x + 3, y,
                            safe_xml(line));
        y += size + 1;
      }
      out_ += "</text>";
      return;
    }
  }

  void frame(const Box& box, std::string_view css) {
    out_ += fmt::format(
        "<rect class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/>\n", css,
        box.x + 0.5, box.y + 0.5, std::max(0.5, box.w - 1), std::max(0.5, box.h - 1));
  }

  void label(std::string_view name, const Box& box, double below, int size) {
    std::string text = fitted(name, box.w - 8, size * 0.6);
    if (text.empty()) return;
    out_ += fmt::format("<text class=\"l\" x=\"{:.1f}\" y=\"{:.1f}\" font-size=\"{}\">{}</text>\n",
                        box.x + 5, box.y + below, size, safe_xml(text));
  }

  void draw_links(const std::vector<MapLink>& links) {
    if (links.empty()) return;
    out_ += "<g class=\"links\">\n";
    for (const MapLink& link : links) {
      const Box& from = centers_[link.from];
      const Box& to = centers_[link.to];
      out_ += fmt::format("<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\"/>\n",
                          from.x, from.y, to.x, to.y);
    }
    out_ += "</g>\n";
  }

  const std::vector<MapProject>& projects_;
  std::vector<std::string_view> names_;  // in short
  std::vector<Box> centers_;
  std::string out_;
};

}  // namespace

std::string owner_on_map(std::string_view owner, std::string_view path) {
  if (!owner.empty()) return std::string(owner);
  std::string_view folder = parent_path(path);
  return folder.empty() ? "no owner" : fmt::format("{} (no owner)", folder);
}

std::string ownership_map(const std::vector<MapProject>& projects,
                          const std::vector<MapLink>& links) {
  return MapWriter(projects).write(links);
}

}  // namespace drydock::report

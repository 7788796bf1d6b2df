#include "cli/write_graph.h"

#include <fmt/format.h>

#include <map>
#include <ostream>
#include <set>

#include "core/excerpt.h"
#include "core/json/stream.h"

namespace drydock::cli {
namespace {

using projects::IncludeEdge;
using projects::IncludeGraph;
using projects::IncludeNode;

std::string shown(const std::string& path) { return path.empty() ? "." : printable(path); }

/// Each project with what it includes below it, indented; what stands there already is not
/// repeated.
class TextTree {
 public:
  TextTree(std::ostream& out, const IncludeGraph& graph) : out_(out), graph_(graph) {
    for (const IncludeEdge& edge : graph.edges) edges_[edge.from].push_back(&edge);
    for (const IncludeNode& node : graph.nodes) nodes_[node.path] = &node;
  }

  void write() {
    for (const IncludeNode& node : graph_.nodes) {
      if (node.projects.empty()) continue;
      std::set<std::string_view> told = {node.path};
      out_ << shown(node.path) << " (" << node.kind << ")";
      bool other_name = node.projects.size() > 1 || node.projects.front() != node.path;
      if (other_name) out_ << ": " << printable(fmt::format("{}", fmt::join(node.projects, ", ")));
      out_ << "\n";
      write_below(node.path, told);
    }
  }

 private:
  struct Step {
    const IncludeEdge* edge;
    size_t depth;
  };

  void write_below(const std::string& path, std::set<std::string_view>& told) {
    std::vector<Step> pending;
    push(path, 1, pending);
    while (!pending.empty()) {
      Step step = pending.back();
      pending.pop_back();
      const IncludeNode& node = *nodes_.at(step.edge->to);
      bool first = told.insert(node.path).second;
      bool more = !first && edges_.contains(node.path);
      out_ << std::string(2 * step.depth, ' ') << shown(node.path) << " ("
           << (step.edge->kind == "values" ? "values" : node.kind) << ")"
           << (more ? ", see above" : "") << "\n";
      if (first) push(node.path, step.depth + 1, pending);
    }
  }

  void push(const std::string& path, size_t depth, std::vector<Step>& pending) const {
    auto found = edges_.find(path);
    if (found == edges_.end()) return;
    const auto& edges = found->second;
    for (auto edge = edges.rbegin(); edge != edges.rend(); ++edge) {
      pending.push_back({*edge, depth});
    }
  }

  std::ostream& out_;
  const IncludeGraph& graph_;
  std::map<std::string_view, std::vector<const IncludeEdge*>> edges_;
  std::map<std::string_view, const IncludeNode*> nodes_;
};

void write_json(std::ostream& out, const IncludeGraph& graph) {
  JsonStream json;
  json.begin_object();
  json.key("nodes").begin_array();
  for (const IncludeNode& node : graph.nodes) {
    json.begin_object();
    json.key("path").text(node.path);
    json.key("kind").text(node.kind);
    json.key("projects").begin_array();
    for (const std::string& name : node.projects) json.text(name);
    json.end_array();
    json.end_object();
  }
  json.end_array();
  json.key("edges").begin_array();
  for (const IncludeEdge& edge : graph.edges) {
    json.begin_object();
    json.key("from").text(edge.from);
    json.key("to").text(edge.to);
    json.key("kind").text(edge.kind);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  out << json.take();
}

std::string quoted(const std::string& path) {
  std::string text = "\"";
  for (char c : shown(path)) {
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
  return text + "\"";
}

std::string_view shape_of(const IncludeNode& node) {
  if (node.kind == "file") return "note";
  if (node.kind == "chart") return "component";
  return node.projects.empty() ? "ellipse" : "box";
}

void write_dot(std::ostream& out, const IncludeGraph& graph) {
  out << "digraph projects {\n  rankdir=LR;\n";
  for (const IncludeNode& node : graph.nodes) {
    out << fmt::format("  {} [shape={}{}];\n", quoted(node.path), shape_of(node),
                       node.projects.empty() ? "" : ", style=bold");
  }
  for (const IncludeEdge& edge : graph.edges) {
    out << fmt::format("  {} -> {}", quoted(edge.from), quoted(edge.to));
    if (edge.kind != "base") out << fmt::format(" [label=\"{}\"]", edge.kind);
    out << ";\n";
  }
  out << "}\n";
}

}  // namespace

void write_graph(std::ostream& out, const IncludeGraph& graph, std::string_view format) {
  if (format == "json") {
    write_json(out, graph);
  } else if (format == "dot") {
    write_dot(out, graph);
  } else {
    TextTree(out, graph).write();
  }
}

}  // namespace drydock::cli

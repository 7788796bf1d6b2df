#include "render/builtins/families.h"
#include "render/template/exec_error.h"

// Helm's functions that reach beyond their arguments: into other templates, or out of the render.

namespace drydock::render {
namespace {

Value include(const CallArgs& args) { return args.context().include(args.text(0), args[1]); }

Value tpl(const CallArgs& args) { return args.context().expand(args.text(0), args[1]); }

Value required(const CallArgs& args) {
  bool missing = args[1].is_nil() || (args[1].is_string() && args[1].as_string().empty());
  if (!missing) return args[1];  // 0, false and what is empty otherwise do count
  if (args.context().environment().lint) return Value::of_string("");
  args.fail(mark_message(args.text(0)));
}

Value fail_render(const CallArgs& args) {
  if (args.context().environment().lint) return Value::of_string("");
  args.fail(mark_message(args.text(0)));
}

Value lookup(const CallArgs& args) {
  ClusterState* cluster = args.context().environment().cluster;
  if (!cluster || args.context().environment().lint) return Value::of_map(args.new_map());
  return cluster->lookup({args.text(0), args.text(1), args.text(2), args.text(3)}, args.arena());
}

using enum Type;

// clang-format off
constexpr Builtin kChartBuiltins[] = {
    {"fail",     takes(String),                         String, fail_render, "MESSAGE: ends the render with the message"},
    {"include",  takes(String, Any),                    String, include,  "NAME DATA: the text of the template of that name, run on the data"},
    {"lookup",   takes(String, String, String, String), Map,    lookup,   "APIVERSION KIND NAMESPACE NAME: the object of the cluster, or all of a kind; an empty map if there is none, or no cluster"},
    {"required", takes(String, Any),                    Any,    required, "MESSAGE VALUE: the value; ends the render with the message if it is nil or an empty text"},
    {"tpl",      takes(String, Any),                    String, tpl,      "TEXT DATA: the text run as a template on the data"},
};
// clang-format on

}  // namespace

std::span<const Builtin> chart_builtins() { return kChartBuiltins; }

}  // namespace drydock::render

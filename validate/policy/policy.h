#pragma once

#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/glob.h"
#include "core/rules.h"
#include "core/source.h"

namespace drydock::validate::policy {

struct SchemaRule;

enum class Scope { Object, Project, Repo };

/// Patterns of which one must fit and, with a leading "!", none.
class PatternList {
 public:
  void add(std::string_view pattern);
  bool empty() const { return wanted_.empty() && refused_.empty(); }
  bool wants_something() const { return !wanted_.empty(); }
  bool matches(std::string_view text) const;

 private:
  std::vector<Glob> wanted_;
  std::vector<Glob> refused_;
};

/// "Pod", "apps/Deployment", "apps/v1/Deployment", "Deployment.apps", "*"; without a group: any.
struct KindPattern {
  Glob kind;
  std::optional<Glob> group;
  std::optional<Glob> version;
  bool refused = false;  // "!Pod"
};

/// Which objects a policy is for.
struct Match {
  std::vector<KindPattern> kinds;
  bool pods = false;  // all kinds that have pods as well
  PatternList namespaces;
  PatternList names;
  PatternList projects;
  PatternList clusters;
  std::vector<std::pair<std::string, Glob>> labels;
};

/// A parameter as its policy declares it: "string[]", with a default unless it is required.
struct Parameter {
  std::string name;
  std::string type;  // string, number, integer, boolean, object or any; "[]" for each list around
  std::string help;
  bool required = false;
  std::vector<std::string> choices;
  std::optional<double> minimum;
  std::optional<double> maximum;
  std::string pattern;  // of texts, RE2
  std::string shown_default;
};

/// What a file says about one policy, without its functions, which live in Lua states.
struct Policy {
  std::string id;
  std::string title;
  std::string help;  // what to do
  Severity severity = Severity::Error;
  Scope scope = Scope::Object;
  Match match;
  std::vector<Parameter> params;
  std::vector<std::string> data;  // files that `ctx.data` may read, relative to the policy's
  bool waivable = true;
  bool has_check = false;
  bool has_claims = false;
  const SchemaRule* schema = nullptr;  // a JSON Schema in the place of Lua
  bool selected = true;                // false: in a file that is read for another one
  SourcePos where;
  Rule rule{};  // of its findings; points into this
};

}  // namespace drydock::validate::policy

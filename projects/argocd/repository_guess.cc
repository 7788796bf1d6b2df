#include "projects/argocd/repository_guess.h"

#include <vector>

#include "core/tree.h"
#include "projects/argocd/api_types.h"
#include "projects/argocd/application.h"
#include "projects/source_guess.h"

namespace drydock::projects::argocd {
namespace {

std::string fixed_part(std::string_view pattern) {
  std::string_view plain = pattern.substr(0, pattern.find_first_of("*?[{$"));
  return plain.size() == pattern.size() ? std::string(plain) : std::string(parent_path(plain));
}

class RepositoryGuess {
 public:
  RepositoryGuess(Definitions& definitions, const ControllerInput& input)
      : definitions_(definitions), input_(input) {}

  std::optional<std::string> run() {
    for (const Definition* application : definitions_.applications()) {
      look_at_sources(application->value);
    }
    std::vector<Value> open;
    for (const Definition* set : definitions_.sets()) {
      Value spec = field_of(set->value, "spec");
      look_at_sources(field_of(spec, "template"));
      for (Value generator : list_of(spec, "generators")) open.push_back(generator);
    }
    // Generators within generators are few; the list only grows by what the file holds.
    for (size_t i = 0; i < open.size() && i < 10'000; ++i) {
      look_at_generator(open[i]);
      for (std::string_view kind : {"matrix", "merge"}) {
        for (Value child : list_of(field_of(open[i], kind), "generators")) open.push_back(child);
      }
    }
    auto best = guess_.best();
    if (known_ || !best) return std::nullopt;
    return std::move(best->first);
  }

 private:
  void look_at_sources(Value application) {
    for (Value source : sources_of(application, scratch_)) {
      look_at(text_of(source, "repoURL"), text_of(source, "path"));
    }
  }

  void look_at_generator(Value generator) {
    Value git = field_of(generator, "git");
    for (std::string_view kind : {"directories", "files"}) {
      for (Value item : list_of(git, kind)) {
        look_at(text_of(git, "repoURL"), text_of(item, "path"));
      }
    }
  }

  void look_at(std::string_view url, std::string_view path) {
    known_ = known_ || input_.repositories.is_here(url);
    if (url.empty() || path.empty() || path == "." || input_.repositories.find(url)) return;
    std::optional<std::string> clean = join_path("", fixed_part(path));
    bool exists = clean && !clean->empty() && input_.files.tree().kind(*clean).has_value();
    if (exists) guess_.add(SourceRepositories::normalized(url));
  }

  Definitions& definitions_;
  const ControllerInput& input_;
  SourceGuess guess_;
  Arena scratch_;
  bool known_ = false;
};

}  // namespace

std::optional<std::string> guess_repository(Definitions& definitions,
                                            const ControllerInput& input) {
  return RepositoryGuess(definitions, input).run();
}

}  // namespace drydock::projects::argocd

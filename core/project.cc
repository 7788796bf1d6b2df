#include "core/project.h"

namespace drydock {

std::string_view renderer_name(Renderer renderer) {
  switch (renderer) {
    case Renderer::Auto:
      return "auto";
    case Renderer::Plain:
      return "plain";
    case Renderer::Kustomize:
      return "kustomize";
    case Renderer::Helm:
      return "helm";
    case Renderer::ArgoCd:
      return "argocd";
    case Renderer::Flux:
      return "flux";
  }
  return "auto";
}

std::optional<Renderer> renderer_named(std::string_view name) {
  using enum Renderer;
  for (Renderer renderer : {Auto, Plain, Kustomize, Helm, ArgoCd, Flux}) {
    if (renderer_name(renderer) == name) return renderer;
  }
  return std::nullopt;
}

}  // namespace drydock

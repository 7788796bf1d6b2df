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

}  // namespace drydock

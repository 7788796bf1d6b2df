#include "validate/policy/packs.h"

#include <string>

// The assembler copies the files as they are; CMake tells it where to look, and to look again when
// one of them changes.
#define DRYDOCK_PACK(symbol, file)                                                   \
  asm(".section .rodata\n.global drydock_pack_" #symbol "\ndrydock_pack_" #symbol    \
      ":\n.incbin \"validate/policy/packs/" file "\"\n.global drydock_pack_" #symbol \
      "_end\ndrydock_pack_" #symbol "_end:\n.byte 0\n.previous\n");                  \
  extern "C" const char drydock_pack_##symbol[];                                     \
  extern "C" const char drydock_pack_##symbol##_end[]

DRYDOCK_PACK(baseline, "pod-security-baseline.lua");
DRYDOCK_PACK(restricted, "pod-security-restricted.lua");
DRYDOCK_PACK(best_practices, "best-practices.lua");
DRYDOCK_PACK(supply_chain, "supply-chain.lua");
DRYDOCK_PACK(multi_tenancy, "multi-tenancy.lua");
DRYDOCK_PACK(secrets, "secrets.lua");
DRYDOCK_PACK(pod_rules, "pod-rules.lua");
DRYDOCK_PACK(access, "access.lua");
DRYDOCK_PACK(networking, "networking.lua");
DRYDOCK_PACK(platforms, "platforms.lua");
DRYDOCK_PACK(lib_pod_security, "lib/pod-security.lua");

namespace drydock::validate::policy {
namespace {

std::string_view between(const char* begin, const char* end) {
  return {begin, static_cast<size_t>(end - begin)};
}

#define DRYDOCK_PACK_TEXT(symbol) between(drydock_pack_##symbol, drydock_pack_##symbol##_end)

std::span<const Pack> all() {
  // clang-format off
  static const Pack kPacks[] = {
      {"pod-security-baseline", "Pod Security Standards, level baseline: every control", DRYDOCK_PACK_TEXT(baseline)},
      {"pod-security-restricted", "Pod Security Standards, level restricted: the controls beyond baseline", DRYDOCK_PACK_TEXT(restricted)},
      {"best-practices", "tags, probes, requests and limits, labels, disruption budgets, network policies ...", DRYDOCK_PACK_TEXT(best_practices)},
      {"supply-chain", "where images and sources come from, digests", DRYDOCK_PACK_TEXT(supply_chain)},
      {"multi-tenancy", "namespaces, kinds and hostnames that a project may use, quotas", DRYDOCK_PACK_TEXT(multi_tenancy)},
      {"secrets", "Secrets in Git, credentials in ConfigMaps and environments", DRYDOCK_PACK_TEXT(secrets)},
      {"pod-rules", "rules for pods with parameters: users, volumes, ports, capabilities, probes", DRYDOCK_PACK_TEXT(pod_rules)},
      {"access", "roles and their bindings", DRYDOCK_PACK_TEXT(access)},
      {"networking", "Services, Ingresses, Routes, meshes", DRYDOCK_PACK_TEXT(networking)},
      {"platforms", "Argo CD, Flux, Tekton, cert-manager, KubeVirt and other platforms; namespaces and storage", DRYDOCK_PACK_TEXT(platforms)},
  };
  // clang-format on
  return kPacks;
}

}  // namespace

std::span<const Pack> packs() { return all(); }

std::span<const Pack> pack_modules() {
  static const Pack kModules[] = {
      {"lib/pod-security", "the controls of the Pod Security Standards",
       DRYDOCK_PACK_TEXT(lib_pod_security)},
  };
  return kModules;
}

const Pack* find_pack(std::string_view name) {
  for (const Pack& pack : packs()) {
    if (pack.name == name) return &pack;
  }
  return nullptr;
}

const Pack* pack_with_policy(std::string_view id) {
  std::string definition = fmt::format("id = \"{}\"", id);
  for (const Pack& pack : packs()) {
    if (pack.text.find(definition) != std::string_view::npos) return &pack;
  }
  return nullptr;
}

}  // namespace drydock::validate::policy

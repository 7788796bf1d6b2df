#include "schemas/data/embedded.h"

// The assembler copies the files as they are; CMake tells it where to look, and to look again when
// one of them changes.
#define DRYDOCK_EMBED(symbol, file)                \
  asm(".section .rodata\n"                         \
      ".balign 8\n"                                \
      ".global " symbol                            \
      "\n"                                         \
      ".global " symbol "_end\n" symbol            \
      ":\n"                                        \
      ".incbin \"schemas/data/" file "\"\n" symbol \
      "_end:\n"                                    \
      ".byte 0\n"                                  \
      ".previous\n")

DRYDOCK_EMBED("drydock_kubernetes_table", "kubernetes.bin");
DRYDOCK_EMBED("drydock_kustomize_table", "kustomize.bin");
DRYDOCK_EMBED("drydock_metaschemas", "metaschemas.json");
DRYDOCK_EMBED("drydock_defaults", "defaults.txt");

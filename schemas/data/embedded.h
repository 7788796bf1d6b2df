#pragma once

#include "schemas/api_table.h"

/// The files of this folder, in the program's read-only data.
extern "C" {
extern const drydock::schemas::layout::Header drydock_kubernetes_table;
extern const drydock::schemas::layout::Header drydock_kustomize_table;
extern const char drydock_metaschemas[];
extern const char drydock_metaschemas_end[];
extern const char drydock_defaults[];
extern const char drydock_defaults_end[];
}

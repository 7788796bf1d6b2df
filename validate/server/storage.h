#pragma once

#include "validate/server/object.h"

namespace drydock::validate::server {

void check_storage_class(const Object& object);
void check_csi_driver(const Object& object);
void check_csi_node(const Object& object);
void check_csi_storage_capacity(const Object& object);
void check_volume_attachment(const Object& object);
void check_volume_attributes_class(const Object& object);

}  // namespace drydock::validate::server

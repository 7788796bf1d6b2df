#pragma once

#include "validate/server/object.h"

namespace drydock::validate::server {

void check_ingress(const Object& object);
void check_ingress_class(const Object& object);
void check_network_policy(const Object& object);
void check_ip_address(const Object& object);
Problems ip_address_name(const Object& object, std::string_view name, bool is_prefix);
void check_service_cidr(const Object& object);
void check_endpoint_slice(const Object& object);

}  // namespace drydock::validate::server

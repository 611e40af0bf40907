// The domain names of facts/domain.h under this folder's name: profiles and rules compare by them.
#pragma once

#include "facts/domain.h"

namespace congvu::regulation {

using congvu::ascii_domain;
using congvu::domain_of;
using congvu::within;
using congvu::within_any;

}  // namespace congvu::regulation

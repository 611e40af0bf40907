// The fingerprints of facts/keyed_hash.h under this folder's name.
#pragma once

#include "facts/keyed_hash.h"

namespace congvu::service {

using congvu::Fingerprint;
using congvu::fingerprint;
using congvu::HashKey;
using congvu::random_key;

}  // namespace congvu::service

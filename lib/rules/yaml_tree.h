// The strict YAML reader stands in yaml/, below regulation/, which reads YAML too.
#pragma once

#include "yaml/map.h"
#include "yaml/nearest.h"
#include "yaml/tree.h"

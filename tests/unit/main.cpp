#define BOOST_TEST_MODULE congvu
#include <boost/test/unit_test.hpp>

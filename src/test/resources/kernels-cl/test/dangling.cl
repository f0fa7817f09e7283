#include "test/nowhere.cl"

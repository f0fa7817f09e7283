#include "test/twice.cl"

float page(float x) {
    return twice(x) + missing;
}

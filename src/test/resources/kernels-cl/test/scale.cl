// A kernel file for tests: an include, a page chosen by the caller, and a parameter with a default.
#include "test/twice.cl"
#include "test/twice.cl"
#ifndef OFFSET
#define OFFSET 0
#endif
  #  include PAGE  // what to do with each element

kernel void scale(global float* data) {
    data[get_global_id(0)] = page(twice(data[get_global_id(0)])) + OFFSET;
}

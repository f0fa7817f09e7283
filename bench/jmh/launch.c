// What LaunchBenchmark measures, by a C program: what no binding can be faster than.
//
//   gcc -O2 -o target/launch bench/jmh/launch.c -lOpenCL && target/launch      # Debian: ocl-icd-opencl-dev
//
// It takes the first device of the first platform that has "Portable" in its name (PoCL), or of the first platform.
#define CL_TARGET_OPENCL_VERSION 120
#include <CL/cl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LAUNCHES = 1000, WARM_UP = 200, RUNS = 800, PLATFORMS = 16, NAME = 128 };

static void check(cl_int status, const char *call)
{
    if (status != CL_SUCCESS) {
        fprintf(stderr, "%s: status %d\n", call, status);
        exit(1);
    }
}

static double micros(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1e6 + now.tv_nsec * 1e-3;
}

static cl_platform_id platform(void)
{
    cl_platform_id all[PLATFORMS];
    cl_uint count = 0;
    check(clGetPlatformIDs(PLATFORMS, all, &count), "clGetPlatformIDs");
    for (cl_uint i = 0; i < count && i < PLATFORMS; i++) {
        char name[NAME] = "";
        clGetPlatformInfo(all[i], CL_PLATFORM_NAME, sizeof name, name, NULL);
        if (strstr(name, "Portable"))
            return all[i];
    }
    return all[0];
}

int main(void)
{
    const char *source = "kernel void launch(global int* to, int value) { to[0] = value; }";
    const size_t one = 1;
    cl_device_id device;
    cl_int status;
    check(clGetDeviceIDs(platform(), CL_DEVICE_TYPE_ALL, 1, &device, NULL), "clGetDeviceIDs");
    cl_context context = clCreateContext(NULL, 1, &device, NULL, NULL, &status);
    check(status, "clCreateContext");
    cl_command_queue queue = clCreateCommandQueue(context, device, 0, &status);
    check(status, "clCreateCommandQueue");
    cl_program program = clCreateProgramWithSource(context, 1, &source, NULL, &status);
    check(status, "clCreateProgramWithSource");
    check(clBuildProgram(program, 1, &device, "-cl-std=CL1.2", NULL, NULL), "clBuildProgram");
    cl_kernel kernel = clCreateKernel(program, "launch", &status);
    check(status, "clCreateKernel");
    cl_mem buffer = clCreateBuffer(context, CL_MEM_READ_WRITE, sizeof(cl_int), NULL, &status);
    check(status, "clCreateBuffer");
    check(clSetKernelArg(kernel, 0, sizeof buffer, &buffer), "clSetKernelArg");

    double host = 0, whole = 0;
    for (int run = 0; run < WARM_UP + RUNS; run++) {
        const double begin = micros();
        for (cl_int i = 0; i < LAUNCHES; i++) {
            check(clSetKernelArg(kernel, 1, sizeof i, &i), "clSetKernelArg");
            check(clEnqueueNDRangeKernel(queue, kernel, 1, NULL, &one, &one, 0, NULL, NULL), "clEnqueueNDRangeKernel");
        }
        const double enqueued = micros();
        check(clFinish(queue), "clFinish");
        const double done = micros();
        host += run < WARM_UP ? 0 : enqueued - begin;
        whole += run < WARM_UP ? 0 : done - begin;
    }
    printf("launches %.2f us, launchesAndWait %.2f us\n", host / RUNS / LAUNCHES, whole / RUNS / LAUNCHES);
    clReleaseMemObject(buffer);
    clReleaseKernel(kernel);
    clReleaseProgram(program);
    clReleaseCommandQueue(queue);
    clReleaseContext(context);
    return 0;
}

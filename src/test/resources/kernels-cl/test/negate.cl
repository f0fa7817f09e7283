float page(float x) {
    return -x;
}

package org.janusrnn.io;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;

/** The element types a safetensors file may name. All are known by size; the common ones can be read. */
enum Dtype {
    F32(32), F64(64), F16(16), BF16(16), I64(64), I32(32),
    BOOL(8), U8(8), I8(8), I16(16), U16(16), U32(32), U64(64), C64(64),
    F8_E5M2(8), F8_E4M3(8), F8_E8M0(8), F8_E4M3FNUZ(8), F8_E5M2FNUZ(8), F6_E2M3(6), F6_E3M2(6), F4(4);

    private final int bits;

    Dtype(int bits) {
        this.bits = bits;
    }

    int bits() {
        return bits;
    }

    /** The type of that name, or null. */
    static Dtype named(String name) {
        for (Dtype dtype : values()) {
            if (dtype.name().equals(name)) {
                return dtype;
            }
        }
        return null;
    }

    boolean readsAsFloat() {
        return this == F32 || this == F64 || this == F16 || this == BF16;
    }

    boolean readsAsLong() {
        return this == I64 || this == I32;
    }

    /** Converts all of a little-endian buffer. F32 keeps every bit; what F64 has beyond float's range is infinite. */
    void toFloats(ByteBuffer from, FloatBuffer to) {
        switch (this) {
            case F32 -> to.put(from.asFloatBuffer());
            case F64 -> {
                while (from.hasRemaining()) {
                    to.put((float) from.getDouble());
                }
            }
            case F16 -> {
                while (from.hasRemaining()) {
                    to.put(half(from.getShort()));
                }
            }
            case BF16 -> {
                while (from.hasRemaining()) {
                    to.put(Float.intBitsToFloat(from.getShort() << 16));
                }
            }
            default -> throw new IllegalStateException(this + " is not read as float");
        }
    }

    /** Converts all of a little-endian buffer. */
    void toLongs(ByteBuffer from, LongBuffer to) {
        switch (this) {
            case I64 -> to.put(from.asLongBuffer());
            case I32 -> {
                while (from.hasRemaining()) {
                    to.put(from.getInt());
                }
            }
            default -> throw new IllegalStateException(this + " is not read as long");
        }
    }

    /** An IEEE 754 half as a float, exactly; Float.float16ToFloat came only with Java 20. */
    private static float half(short bits) {
        int sign = (bits & 0x8000) << 16;
        int exponent = bits >> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        if (exponent == 0) {
            float magnitude = fraction * 0x1p-24f;
            return sign == 0 ? magnitude : -magnitude;
        }
        int wide = exponent == 0x1f ? 0xff : exponent - 15 + 127;
        return Float.intBitsToFloat(sign | wide << 23 | fraction << 13);
    }
}

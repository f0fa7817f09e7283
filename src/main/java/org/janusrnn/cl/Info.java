package org.janusrnn.cl;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Reads the answers of OpenCL's info calls. */
final class Info {
    /** One of {@link Binding}'s info calls with its handle filled in. */
    interface Query {
        int get(int param, ByteBuffer value, long[] size);
    }

    private final Query query;
    private final String call;
    private final String of;

    /** For example {@code new Info(..., "clGetDeviceInfo", "device 0:1")}. */
    Info(Query query, String call, String of) {
        this.query = query;
        this.call = call;
        this.of = of;
    }

    /** An integer of 4 or 8 bytes: {@code cl_uint}, {@code cl_bool}, {@code cl_ulong}, {@code size_t}. */
    long integer(int param) {
        ByteBuffer value = bytes(param);
        return switch (value.remaining()) {
            case Integer.BYTES -> Integer.toUnsignedLong(value.getInt());
            case Long.BYTES -> value.getLong();
            default -> throw new ClException(-30, call, "reading the " + value.remaining() + " bytes of value 0x"
                    + Integer.toHexString(param) + " of " + of);
        };
    }

    String text(int param) {
        ByteBuffer value = bytes(param);
        byte[] bytes = new byte[value.remaining()];
        value.get(bytes);
        int length = bytes.length;
        while (length > 0 && bytes[length - 1] == 0) {
            length--;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8).strip();
    }

    private ByteBuffer bytes(int param) {
        long[] size = new long[1];
        check(query.get(param, null, size), param);
        ByteBuffer value = ByteBuffer.allocateDirect((int) size[0]).order(ByteOrder.nativeOrder());
        if (size[0] > 0) {
            check(query.get(param, value, size), param);
        }
        return value;
    }

    private void check(int status, int param) {
        if (status != Constants.SUCCESS) {
            throw new ClException(status, call, "reading value 0x" + Integer.toHexString(param) + " of " + of);
        }
    }
}

package org.janusrnn.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import org.janusrnn.tensor.Tensor;

/** ONNX Runtime with a model of one node; it computes forward only. */
final class OnnxPeer implements Peer {
    private static final int THREADS = 2;

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private Request request;
    private OrtSession session;
    private OnnxTensor x;
    private OrtSession.Result result;

    @Override
    public void prepare(Request row) {
        if (row.training()) {
            throw new IllegalArgumentException("ONNX Runtime's jar cannot train");
        }
        try {
            close();
            request = row;
            try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
                options.setIntraOpNumThreads(THREADS);
                options.setInterOpNumThreads(1);
                options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
                session = environment.createSession(OnnxModel.of(row), options);
            }
            FloatBuffer values = ByteBuffer.allocateDirect(row.x().data().length * Float.BYTES)
                    .order(ByteOrder.nativeOrder()).asFloatBuffer().put(row.x().data()).rewind();
            x = OnnxTensor.createTensor(environment, values, new long[] {row.steps(), row.batch(), row.inputs()});
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    private void close() throws OrtException {
        if (result != null) {
            result.close();
            result = null;
        }
        if (session != null) {
            x.close();
            session.close();
            session = null;
        }
    }

    @Override
    public void run() {
        try {
            if (result != null) {
                result.close();
            }
            result = session.run(Map.of("X", x));
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    /** ONNX has the directions before the batch: {@code [T, D, B, H]}. */
    @Override
    public Map<String, Tensor> results() {
        FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
        int directions = request.directions();
        int hidden = request.hidden();
        Tensor y = Tensor.zeros(request.steps(), request.batch(), directions * hidden);
        for (int t = 0; t < request.steps(); t++) {
            for (int d = 0; d < directions; d++) {
                for (int b = 0; b < request.batch(); b++) {
                    values.get(((t * directions + d) * request.batch() + b) * hidden, y.data(),
                            ((t * request.batch() + b) * directions + d) * hidden, hidden);
                }
            }
        }
        return Map.of("y", y);
    }
}

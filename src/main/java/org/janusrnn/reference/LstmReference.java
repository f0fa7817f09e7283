package org.janusrnn.reference;

import java.util.List;
import java.util.Map;
import org.janusrnn.cell.CellFunctions;
import org.janusrnn.cell.Cells;
import org.janusrnn.tensor.Shape;

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000). Row blocks of the
 * weights: i, f, g, o. s is the logistic function, * is element-wise.
 *
 * <pre>
 * a  = W x + b_ih + U h + b_hh
 * i  = s(a_i + p_i*c)               p: peepholes, none in the plain form
 * f  = s(a_f + p_f*c)               coupled input and forget gates: f = 1 - i
 * g  = tanh(a_g)
 * c' = f*c + i*g
 * o  = s(a_o + p_o*c')              the output gate sees the new memory
 * m  = o*tanh(c')
 * h' = m                            with a projection: h' = R m, R = weight_hr
 * </pre>
 */
public final class LstmReference implements ReferenceCell {
    private final int projection;
    private final boolean peepholes;
    private final boolean coupled;
    private final CellFunctions chosen;
    private final GateCurve f;
    private final GateCurve g;
    private final GateCurve h;

    private LstmReference(int projection, boolean peepholes, boolean coupled, CellFunctions chosen) {
        this.projection = projection;
        this.peepholes = peepholes;
        this.coupled = coupled;
        this.chosen = chosen;
        List<GateCurve> curves = GateCurve.all(chosen.functions(), chosen.clip());
        f = curves.get(0);
        g = curves.get(1);
        h = curves.get(2);
    }

    /** {@code lstm}, as PyTorch has it. */
    public static LstmReference plain() {
        return new LstmReference(0, false, false, CellFunctions.of(Cells.lstm()));
    }

    /** With h of that size instead of H ({@code proj_size}, parameter {@code weight_hr}); 0 for none. */
    public LstmReference withProjection(int size) {
        return new LstmReference(size, peepholes, coupled, chosen);
    }

    /** {@code lstm_peephole}: the gates also see the memory (parameter {@code weight_peephole}: i, f, o). */
    public LstmReference withPeepholes() {
        return new LstmReference(projection, true, coupled, chosen);
    }

    /** {@code input_forget} of ONNX: f = 1 - i. The rows of f stay in the parameters and have no effect. */
    public LstmReference withCoupledGates() {
        return new LstmReference(projection, peepholes, true, chosen);
    }

    /** With f for s, g and h for the first and the second tanh, and ONNX's clip. */
    public LstmReference with(CellFunctions other) {
        return new LstmReference(projection, peepholes, coupled, other);
    }

    @Override
    public int gates() {
        return 4;
    }

    @Override
    public boolean hasMemory() {
        return true;
    }

    @Override
    public int outputs(int hidden) {
        return projection > 0 ? projection : hidden;
    }

    @Override
    public Map<String, Shape> parameters(int inputs, int hidden, boolean bias) {
        Map<String, Shape> shapes = ReferenceCell.matrices(4, inputs, hidden, outputs(hidden), bias ? 2 : 0);
        if (projection > 0) {
            shapes.put("weight_hr", Shape.of(projection, hidden));
        }
        if (peepholes) {
            shapes.put("weight_peephole", Shape.of(3 * hidden));
        }
        return shapes;
    }

    /** The gates, the new memory, the output, and the sums a that the gates are made of. */
    private record Gates(double[] i, double[] f, double[] g, double[] o, double[] c, double[] m, double[] a) {}

    private Gates gates(CellWeights w, double[] x, CellState old) {
        int n = w.hidden();
        double[] ax = w.input(x);
        double[] ah = w.recurrent(old.h(), 0, 4);
        double[] p = peepholes(w);
        Gates s = new Gates(new double[n], new double[n], new double[n], new double[n], new double[n], new double[n],
                new double[4 * n]);
        for (int j = 0; j < n; j++) {
            double c = old.c()[j];
            s.a[j] = ax[j] + ah[j] + p[j] * c;
            s.a[n + j] = ax[n + j] + ah[n + j] + p[n + j] * c;
            s.a[2 * n + j] = ax[2 * n + j] + ah[2 * n + j];
            s.i[j] = f.of(s.a[j]);
            s.f[j] = coupled ? 1 - s.i[j] : f.of(s.a[n + j]);
            s.g[j] = g.of(s.a[2 * n + j]);
            s.c[j] = s.f[j] * c + s.i[j] * s.g[j];
            s.a[3 * n + j] = ax[3 * n + j] + ah[3 * n + j] + p[2 * n + j] * s.c[j];
            s.o[j] = f.of(s.a[3 * n + j]);
            s.m[j] = s.o[j] * h.of(s.c[j]);
        }
        return s;
    }

    @Override
    public CellState forward(CellWeights w, double[] x, CellState old) {
        Gates s = gates(w, x, old);
        return new CellState(projection > 0 ? project(w, s.m) : s.m, s.c);
    }

    @Override
    public CellState backward(
            CellWeights w, double[] x, CellState old, CellState above, double[] dx, CellWeights gradients) {
        int n = w.hidden();
        Gates s = gates(w, x, old);
        double[] p = peepholes(w);
        double[] dm = projection > 0 ? backProject(w, s.m, above.h(), gradients) : above.h();
        double[] da = new double[4 * n];
        double[] dcOld = new double[n];
        for (int j = 0; j < n; j++) {
            double c = old.c()[j];
            double dao = dm[j] * h.of(s.c[j]) * f.slope(s.a[3 * n + j]);
            double dc = above.c()[j] + dm[j] * s.o[j] * h.slope(s.c[j]) + dao * p[2 * n + j];
            double di = dc * s.g[j];
            double df = dc * c;
            if (coupled) {
                di -= df;
                df = 0;
            }
            double dai = di * f.slope(s.a[j]);
            double daf = df * f.slope(s.a[n + j]);
            double dag = dc * s.i[j] * g.slope(s.a[2 * n + j]);
            dcOld[j] = dc * s.f[j] + dai * p[j] + daf * p[n + j];
            da[j] = dai;
            da[n + j] = daf;
            da[2 * n + j] = dag;
            da[3 * n + j] = dao;
            if (peepholes) {
                double[] dp = gradients.get("weight_peephole");
                dp[j] += dai * c;
                dp[n + j] += daf * c;
                dp[2 * n + j] += dao * s.c[j];
            }
        }
        double[] dhOld = new double[w.outputs()];
        w.backInput(da, x, dx, gradients);
        w.backRecurrent(da, old.h(), 0, dhOld, gradients);
        return new CellState(dhOld, dcOld);
    }

    private double[] peepholes(CellWeights w) {
        return peepholes ? w.get("weight_peephole") : new double[3 * w.hidden()];
    }

    /** R m. */
    private double[] project(CellWeights w, double[] m) {
        double[] r = w.get("weight_hr");
        double[] h = new double[projection];
        for (int k = 0; k < projection; k++) {
            for (int j = 0; j < m.length; j++) {
                h[k] += r[k * m.length + j] * m[j];
            }
        }
        return h;
    }

    /** Adds dh m' to the gradient of R; returns R' dh. */
    private double[] backProject(CellWeights w, double[] m, double[] dh, CellWeights gradients) {
        double[] r = w.get("weight_hr");
        double[] dr = gradients.get("weight_hr");
        double[] dm = new double[m.length];
        for (int k = 0; k < projection; k++) {
            for (int j = 0; j < m.length; j++) {
                dm[j] += r[k * m.length + j] * dh[k];
                dr[k * m.length + j] += dh[k] * m[j];
            }
        }
        return dm;
    }
}

package org.janusrnn.layer;

/**
 * Gram and Schmidt's method, modified, in double precision. Of a Gaussian matrix it makes one that is uniform among all
 * orthogonal ones.
 */
final class Orthogonal {
    private Orthogonal() {
    }

    /** Makes the rows of a matrix orthonormal, or its columns where there are more rows. */
    static void rows(float[] data, int first, int rows, int columns) {
        boolean wide = rows <= columns;
        int count = Math.min(rows, columns);
        int length = Math.max(rows, columns);
        double[][] vectors = new double[count][length];
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < length; j++) {
                vectors[i][j] = data[first + (wide ? i * columns + j : j * columns + i)];
            }
            for (int earlier = 0; earlier < i; earlier++) {
                add(vectors[i], vectors[earlier], -dot(vectors[i], vectors[earlier]));
            }
            double norm = Math.sqrt(dot(vectors[i], vectors[i]));
            for (int j = 0; j < length; j++) {
                vectors[i][j] /= norm;
                data[first + (wide ? i * columns + j : j * columns + i)] = (float) vectors[i][j];
            }
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += a[j] * b[j];
        }
        return sum;
    }

    private static void add(double[] to, double[] what, double factor) {
        for (int j = 0; j < to.length; j++) {
            to[j] += factor * what[j];
        }
    }
}

package org.janusrnn.bench;

import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.janusrnn.io.WholeFile;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A point for each row and pass: how many times as fast as the best peer, on a logarithmic axis; needs no screen. */
final class ContestChart {
    private static final Logger LOG = LoggerFactory.getLogger(ContestChart.class);
    private static final int WIDTH = 1600;
    private static final int HEIGHT = 640;
    private static final int LABEL_TURN = 90;
    private static final int MARKER = 9;
    /** Where the axis begins, unless something is below. */
    private static final double LEAST = 0.5;
    /** Colours that the colour-blind tell apart: Okabe and Ito 2008. */
    private static final Color[] COLOURS = {new Color(0x0072B2), new Color(0xE69F00)};

    private final List<Map<String, Object>> rows;

    ContestChart(List<Map<String, Object>> rows) {
        this.rows = rows;
    }

    /** Draws it; where Java cannot draw (no fonts on the system) it says so in the log, and there is no picture. */
    void write(Path file) {
        if (rows.isEmpty()) {
            return;
        }
        byte[] image;
        try {
            image = draw();
        } catch (RuntimeException | LinkageError | InternalError e) {
            LOG.warn("{} is not drawn: {} (to draw text Java needs fontconfig and a font, as fonts-dejavu-core)", file,
                    e.toString());
            return;
        }
        WholeFile.write(file, image);
    }

    private byte[] draw() {
        if (System.getProperty("java.awt.headless") == null) {
            System.setProperty("java.awt.headless", "true");
        }
        Set<String> names = new LinkedHashSet<>();
        rows.forEach(row -> names.add(name(row)));
        List<String> labels = new ArrayList<>(names);
        CategoryChart chart = new CategoryChartBuilder().width(WIDTH).height(HEIGHT)
                .title("Janus and the best peer of each row, same processors, same run")
                .yAxisTitle("times as fast as the best peer").build();
        chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideS)
                .setLegendLayout(Styler.LegendLayout.Horizontal).setChartBackgroundColor(Color.WHITE)
                .setSeriesColors(COLOURS);
        chart.getStyler().setXAxisLabelRotation(LABEL_TURN);
        chart.getStyler().setDefaultSeriesRenderStyle(CategorySeries.CategorySeriesRenderStyle.Scatter);
        chart.getStyler().setMarkerSize(MARKER);
        chart.getStyler().setOverlapped(true);
        double lowest = rows.stream().mapToDouble(row -> ContestTable.number(row, "ratio")).filter(Double::isFinite)
                .min().orElse(1);
        chart.getStyler().setYAxisLogarithmic(true).setYAxisDecimalPattern("0.#")
                .setYAxisMin(lowest < LEAST ? null : LEAST);
        for (Pass pass : Pass.values()) {
            if (rows.stream().anyMatch(row -> row.get("pass").equals(pass.toString()))) {
                chart.addSeries(pass == Pass.TRAIN ? "training step" : "forward", labels, ratios(labels, pass));
            }
        }
        chart.addSeries("as fast as the best peer", labels, labels.stream().map(label -> 1.0).toList())
                .setChartCategorySeriesRenderStyle(CategorySeries.CategorySeriesRenderStyle.Line)
                .setMarker(SeriesMarkers.NONE).setLineColor(Color.BLACK).setLineStyle(SeriesLines.SOLID);
        try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            BitmapEncoder.saveBitmap(chart, out, BitmapEncoder.BitmapFormat.PNG);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("a chart cannot be drawn", e);
        }
    }

    /** One a label; null, which is not drawn, where it has none. */
    private List<Double> ratios(List<String> labels, Pass pass) {
        List<Double> ratios = new ArrayList<>();
        for (String label : labels) {
            ratios.add(rows.stream().filter(row -> name(row).equals(label) && row.get("pass").equals(pass.toString()))
                    .map(row -> ContestTable.number(row, "ratio")).filter(Double::isFinite).findFirst().orElse(null));
        }
        return ratios;
    }

    private static String name(Map<String, Object> row) {
        return row.get("cell") + " " + row.get("shape") + (Boolean.TRUE.equals(row.get("bidirectional")) ? " both" : "");
    }
}

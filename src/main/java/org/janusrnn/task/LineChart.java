package org.janusrnn.task;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import org.janusrnn.io.WholeFile;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A chart of lines, drawn into a PNG file; needs no screen. */
public final class LineChart {
    private static final Logger LOG = LoggerFactory.getLogger(LineChart.class);
    private static final int WIDTH = 960;
    private static final int HEIGHT = 540;
    private static final float LINE = 2f;
    /** Colours that the colour-blind tell apart: Okabe and Ito 2008. */
    private static final List<Color> COLOURS = List.of(new Color(0x0072B2), new Color(0xD55E00), new Color(0x009E73),
            new Color(0xCC79A7), new Color(0xE69F00), new Color(0x56B4E9), Color.GRAY);

    private record Line(String name, double[] x, List<Date> days, double[] y, boolean level) {
    }

    private final String title;
    private final String xTitle;
    private final String yTitle;
    private final List<Line> lines = new ArrayList<>();

    /** An empty chart. */
    public LineChart(String title, String xTitle, String yTitle) {
        this.title = title;
        this.xTitle = xTitle;
        this.yTitle = yTitle;
    }

    /** A line through points. */
    public LineChart line(String name, double[] x, double[] y) {
        lines.add(new Line(name, x.clone(), null, y.clone(), false));
        return this;
    }

    /** A line with a point each day. */
    public LineChart days(String name, LocalDate first, double[] y) {
        List<Date> days = new ArrayList<>();
        for (int day = 0; day < y.length; day++) {
            days.add(Date.from(first.plusDays(day).atStartOfDay(ZoneOffset.UTC).toInstant()));
        }
        lines.add(new Line(name, null, days, y.clone(), false));
        return this;
    }

    /** A dashed line at one height, from one x to another. */
    public LineChart level(String name, double from, double to, double y) {
        lines.add(new Line(name, new double[] {from, to}, null, new double[] {y, y}, true));
        return this;
    }

    /** Draws it; where Java cannot draw (no fonts on the system) it says so in the log, and there is no picture. */
    public void write(Path file) {
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
        XYChart chart = new XYChartBuilder().width(WIDTH).height(HEIGHT).title(title).xAxisTitle(xTitle)
                .yAxisTitle(yTitle).build();
        chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideS).setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setLegendLayout(Styler.LegendLayout.Horizontal);
        chart.getStyler().setSeriesColors(COLOURS.toArray(new Color[0]));
        chart.getStyler().setLocale(Locale.ROOT);
        chart.getStyler().setTimezone(TimeZone.getTimeZone(ZoneOffset.UTC));
        for (Line line : lines) {
            XYSeries series = line.days == null ? chart.addSeries(line.name, line.x, line.y)
                    : chart.addSeries(line.name, line.days, boxed(line.y));
            series.setMarker(SeriesMarkers.NONE);
            series.setLineStyle(line.level
                    ? new BasicStroke(1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL, 1, new float[] {6, 4}, 0)
                    : new BasicStroke(LINE, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        }
        try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            BitmapEncoder.saveBitmap(chart, out, BitmapEncoder.BitmapFormat.PNG);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("a chart cannot be drawn", e);
        }
    }

    private static List<Double> boxed(double[] values) {
        List<Double> all = new ArrayList<>();
        for (double value : values) {
            all.add(value);
        }
        return all;
    }
}

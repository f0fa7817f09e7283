package org.janusrnn.task;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;

/**
 * Numbers of births, a day each, without a gap. The last {@link #TEST_DAYS} days are the test. Immutable.
 *
 * @param first  the first day.
 * @param births births of each day from then on.
 */
record BirthsData(LocalDate first, int[] births) {
    /** Two years. */
    static final int TEST_DAYS = 730;

    private static final int LEAST_TRAINING = 366;
    private static final int LEAST = TEST_DAYS + LEAST_TRAINING;
    private static final String RESOURCE = "/data/us-births-2000-2014.csv";
    private static final String HEADER = "year,month,date_of_month,day_of_week,births";
    private static final int COLUMNS = 5;

    /** The United States from 2000 to 2014, which come with Janus. */
    static BirthsData unitedStates() {
        try (InputStream stream = BirthsData.class.getResourceAsStream(RESOURCE)) {
            if (stream == null) {
                throw new IllegalStateException("the resource " + RESOURCE + " is missing: build Janus again");
            }
            return parse(Path.of(RESOURCE), new InputStreamReader(stream, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the resource " + RESOURCE, e);
        }
    }

    /**
     * A file of the same form.
     *
     * @throws DataFileException where it is not, with the line.
     */
    static BirthsData read(Path file) {
        // Not Files.newBufferedReader, which knows no line to blame for what is not UTF-8.
        try (InputStream stream = Files.newInputStream(file)) {
            return parse(file, new InputStreamReader(stream, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** @param file what messages name. */
    static BirthsData parse(Path file, Reader text) throws IOException {
        BufferedReader reader = new BufferedReader(text);
        String header = reader.readLine();
        if (header == null || !header.strip().equals(HEADER)) {
            throw new DataFileException(file, 1, "the columns must be '" + HEADER + "', not '"
                    + (header == null ? "" : header.strip()) + "'");
        }
        LocalDate first = null;
        int[] births = new int[1024];
        int days = 0;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            int number = days + 2;
            int[] columns = columns(file, number, line);
            LocalDate day = day(file, number, columns);
            if (first == null) {
                first = day;
            }
            LocalDate expected = first.plusDays(days);
            if (!day.equals(expected)) {
                throw new DataFileException(file, number, "this is " + day + ", after " + expected.minusDays(1)
                        + " must come " + expected);
            }
            births = days == births.length ? Arrays.copyOf(births, 2 * days) : births;
            births[days++] = columns[COLUMNS - 1];
        }
        if (days < LEAST) {
            throw new DataFileException(file, "it has " + days + " days, at least " + LEAST
                    + " are needed: a year to learn from and two for the test");
        }
        return new BirthsData(first, Arrays.copyOf(births, days));
    }

    private static int[] columns(Path file, int number, String line) {
        String[] words = line.strip().split(",", -1);
        if (words.length != COLUMNS) {
            throw new DataFileException(file, number, "it has " + words.length + " columns, not " + COLUMNS + ": '"
                    + line.strip() + "'");
        }
        int[] columns = new int[COLUMNS];
        for (int i = 0; i < COLUMNS; i++) {
            try {
                columns[i] = Integer.parseInt(words[i].strip());
            } catch (NumberFormatException e) {
                throw new DataFileException(file, number, "'" + words[i] + "' is no whole number");
            }
        }
        if (columns[COLUMNS - 1] < 0) {
            throw new DataFileException(file, number, columns[COLUMNS - 1] + " births are less than none");
        }
        return columns;
    }

    private static LocalDate day(Path file, int number, int[] columns) {
        LocalDate day;
        try {
            day = LocalDate.of(columns[0], columns[1], columns[2]);
        } catch (DateTimeException e) {
            throw new DataFileException(file, number, "there is no such day: " + e.getMessage());
        }
        if (day.getDayOfWeek().getValue() != columns[3]) {
            throw new DataFileException(file, number, day + " is day " + day.getDayOfWeek().getValue()
                    + " of the week (Monday is 1), not " + columns[3]);
        }
        return day;
    }

    /**
     * Only the days before the test, the last of which are then the test: to choose settings by, so that the test itself
     * is not looked at before they are chosen.
     *
     * @throws IllegalArgumentException where too few days are left.
     */
    BirthsData validation() {
        if (testStart() < LEAST) {
            throw new IllegalArgumentException("without the test the data have " + testStart() + " days, at least "
                    + LEAST + " are needed: leave out --validation");
        }
        return new BirthsData(first, Arrays.copyOf(births, testStart()));
    }

    /** How many days there are. */
    int days() {
        return births.length;
    }

    /** The first day of the test. */
    int testStart() {
        return births.length - TEST_DAYS;
    }

    LocalDate date(int day) {
        return first.plusDays(day);
    }

    /** Mean absolute error over the test of forecasting the number of so many days before. */
    double errorOfDaysBefore(int before) {
        double sum = 0;
        for (int day = testStart(); day < days(); day++) {
            sum += Math.abs(births[day] - births[day - before]);
        }
        return sum / TEST_DAYS;
    }
}
